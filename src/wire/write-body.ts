import { UsageError } from "../errors/classes.ts";
import { writeJson } from "../request/body.ts";
import { isRecord, toText } from "../request/parameter.ts";

/**
 * Writes a body in the form of its media type. A FormData is always sent unchanged, as are text and bytes if the
 * media type is not JSON.
 *
 * @throws UsageError for values that the media type cannot carry
 */
export function writeBody(body: unknown, mediaType: string): BodyInit {
  if (body instanceof FormData) return body;
  if (/[/+]json *(;|$)/i.test(mediaType)) return writeJson(body);
  if (typeof body === "string" || body instanceof Blob) return body;
  if (isRecord(body)) {
    if (/^multipart\//i.test(mediaType)) return writeParts(body);
    if (/^application\/x-www-form-urlencoded/i.test(mediaType)) return writeFields(body);
  }
  throw new UsageError(`the body cannot be sent as ${mediaType}; pass a string or a Blob`);
}

/** Writes one part for each field and each item of a list. An object becomes JSON, as OpenAPI requires. */
function writeParts(body: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    for (const item of itemsOf(value)) {
      if (item instanceof Blob) form.append(name, item);
      else if (isRecord(item)) form.append(name, new Blob([writeJson(item)], { type: "application/json" }));
      else form.append(name, toText(item, labelOf(name)));
    }
  }
  return form;
}

/** Writes one field for each item of a list, and `name[key]` for each property of an object. */
function writeFields(body: Readonly<Record<string, unknown>>): URLSearchParams {
  const form = new URLSearchParams();
  const append = (name: string, value: unknown): void => {
    for (const item of itemsOf(value)) {
      if (!isRecord(item)) form.append(name, toText(item, labelOf(name)));
      else for (const [key, member] of Object.entries(item)) append(`${name}[${key}]`, member);
    }
  };
  for (const [name, value] of Object.entries(body)) append(name, value);
  return form;
}

/** Omits absent values. */
function itemsOf(value: unknown): readonly unknown[] {
  return [value].flat().filter((item) => item !== undefined && item !== null);
}

function labelOf(name: string): string {
  return `field "${name}" of the body`;
}
