import { isOwnError, UsageError } from "../errors/classes.ts";
import type { Encoded } from "../manifest.ts";
import type { HeadersOptions, HeaderValue } from "../types/call-options.ts";
import { toText } from "./parameter.ts";

/** Headers by name in lower case. `null` removes a header of a lower layer or of the client. */
export type HeaderLayer = Readonly<Record<string, string | null>>;

/** Headers by name in lower case, as they are sent. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * Merges headers; later ones take precedence. Omits those that are `undefined`.
 *
 * @param base headers that are already checked
 * @throws UsageError for headers that cannot be sent; its message does not contain the values
 */
export function mergeHeaders(
  base: HeaderLayer,
  ...layers: readonly (HeadersOptions | undefined)[]
): HeaderLayer {
  // Most calls set no headers, and creating a `Headers` is slow.
  if (layers.every((layer) => layer === undefined)) return base;
  const merged = new Map(Object.entries(base));
  try {
    for (const layer of layers) {
      if (layer === undefined) continue;
      for (const [name, value] of entriesOf(layer)) {
        if (value === undefined) continue;
        const text = check(name, value ?? "");
        merged.set(name.toLowerCase(), value === null ? null : text);
      }
    }
  } catch (thrown) {
    // The message of the platform contains the value.
    if (isOwnError(thrown)) throw thrown;
    throw new UsageError("headers must be names and values that HTTP can carry");
  }
  return Object.fromEntries(merged);
}

/** Returns the headers without those that are `null`. */
export function withoutRemoved(headers: HeaderLayer): HeaderRecord {
  return isWhole(headers) ? headers : Object.fromEntries(Object.entries(headers).filter(isPresent));
}

/** True for nearly all calls, which then copy nothing. */
function isWhole(headers: HeaderLayer): headers is HeaderRecord {
  for (const name in headers) if (headers[name] === null) return false;
  return true;
}

function isPresent(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null;
}

/**
 * Writes the header parameters of a call as texts.
 *
 * @param write writes parameters that need another form
 */
export function readHeaderParameters(
  parameters: Readonly<Record<string, unknown>> | undefined,
  write: Encoded["writeHeader"],
): Readonly<Record<string, string>> | undefined {
  if (parameters === undefined) return undefined;
  // Creates own properties even for the name `__proto__`.
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, write?.(name, value) ?? toText(value, `header parameter "${name}"`)]),
  );
}

type Entry = [name: string, value: HeaderValue | readonly HeaderValue[] | null | undefined];

function entriesOf(layer: HeadersOptions): Iterable<Entry> {
  if (Array.isArray(layer)) return new Headers(layer).entries();
  // A `Headers` of any implementation, or a Map.
  const forEach: unknown = Reflect.get(layer, "forEach");
  if (typeof forEach !== "function") return Object.entries(layer);
  const entries: Entry[] = [];
  forEach.call(layer, (value: string, name: string) => entries.push([name, value]));
  return entries;
}

/** Validates a header with the platform's `Headers`. */
function check(name: string, value: HeaderValue | readonly HeaderValue[]): string {
  const text = new Headers([[name, [value].flat().join(", ")]]).get(name) ?? "";
  if (name.toLowerCase() === "authorization") {
    throw new UsageError(
      "headers has an authorization: pass accountId and apiKey, or token, to createClient instead",
    );
  }
  // React Native checks names only.
  if (/[\r\n\0]|[^\0-\xff]/.test(text)) throw new TypeError(name);
  return text;
}
