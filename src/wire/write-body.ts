import { UsageError } from "../errors/classes.ts";
import type { FieldForms } from "../manifest.ts";
import { writeJson } from "../request/body.ts";
import { isRecord, toText } from "../request/parameter.ts";
import { isPresent } from "./write-parameter.ts";
import { writeQueryValue } from "./write-query.ts";

const JSON_TYPE = /[/+]json *(;|$)/i;

/**
 * Writes a body in the form of its media type. A FormData is always sent unchanged, as are text and bytes if the
 * media type is not JSON.
 *
 * @throws UsageError for values that the media type cannot carry
 */
export function writeBody(body: unknown, mediaType: string, fields: FieldForms = {}): BodyInit {
  if (body instanceof FormData) return body;
  if (JSON_TYPE.test(mediaType)) return writeJson(body);
  if (typeof body === "string" || body instanceof Blob) return body;
  if (isRecord(body)) {
    if (/^multipart\//i.test(mediaType)) return writeParts(body, fields);
    if (/^application\/x-www-form-urlencoded/i.test(mediaType)) return writeFields(body, fields);
  }
  throw new UsageError(`the body cannot be sent as ${mediaType}; pass a string or a Blob`);
}

/** Writes one part for each field and each item of a list. An object becomes JSON, as OpenAPI requires. */
function writeParts(body: Readonly<Record<string, unknown>>, fields: FieldForms): FormData {
  const form = new FormData();
  for (const [name, value] of presentOf(body)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field !== undefined && "style" in field) {
      // Parts are not percent-encoded.
      const text = writeQueryValue(name, value, labelOf(name), field);
      for (const [key, member] of new URLSearchParams(text)) form.append(key, member);
    } else if (field !== undefined && JSON_TYPE.test(field.contentType) && !hasBytes(value)) {
      appendJson(form, name, value, field.contentType);
    } else for (const item of itemsOf(value)) appendPart(form, name, item, field?.contentType);
  }
  return form;
}

function appendPart(form: FormData, name: string, item: unknown, contentType?: string): void {
  if (item instanceof Blob) {
    // A Blob may know its type, and a file has a name.
    const bytes =
      item.type === "" && contentType !== undefined ? new Blob([item], { type: contentType }) : item;
    if (item instanceof File) form.append(name, bytes, item.name);
    else form.append(name, bytes);
  } else if (isRecord(item)) {
    if (contentType !== undefined)
      throw new UsageError(`${labelOf(name)} is an object, which cannot be sent as ${contentType}`);
    appendJson(form, name, item, "application/json");
  } else {
    const text = toText(item, labelOf(name));
    form.append(name, contentType === undefined ? text : new Blob([text], { type: contentType }));
  }
}

function appendJson(form: FormData, name: string, value: unknown, type: string): void {
  form.append(name, new Blob([writeJson(value, labelOf(name))], { type }));
}

/** Writes one field for each item of a list, and `name[key]` for each property of an object. */
function writeFields(body: Readonly<Record<string, unknown>>, fields: FieldForms): string {
  const write = (name: string, value: unknown): readonly string[] =>
    itemsOf(value).flatMap((item) =>
      isRecord(item)
        ? Object.entries(item).flatMap(([key, member]) => write(`${name}[${key}]`, member))
        : new URLSearchParams([[name, toText(item, labelOf(name))]]).toString(),
    );
  return presentOf(body)
    .flatMap(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field === undefined || !("style" in field)) return write(name, value);
      return writeQueryValue(name, value, labelOf(name), field) ?? [];
    })
    .join("&");
}

function presentOf(body: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(body).filter(([, value]) => isPresent(value));
}

/** Omits absent values. */
function itemsOf(value: unknown): readonly unknown[] {
  return [value].flat().filter(isPresent);
}

function hasBytes(value: unknown): boolean {
  return itemsOf(value).some((item) => item instanceof Blob);
}

function labelOf(name: string): string {
  return `field "${name}" of the body`;
}
