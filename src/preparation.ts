import type { CallOptions } from "./call-types.ts";
import type { OperationEntry } from "./manifest.ts";
import { checkHeaders, checkRetries, checkTimeout } from "./options.ts";
import type { Settings } from "./options.ts";
import { readText } from "./parameter.ts";
import { checkPathParameters } from "./path.ts";
import { checkQuery } from "./query.ts";
import type { RequestParts } from "./serialization.ts";

/** What a call takes, once the operation's own types are behind it. */
export interface CallInit extends CallOptions {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
}

/**
 * Everything about a call that can be refused before any I/O is looked at here.
 *
 * @returns the parts of the request, or a complaint that says what is wrong and what to do
 */
export function prepareRequest(
  method: string,
  path: string,
  entry: OperationEntry,
  init: CallInit,
  settings: Settings,
): RequestParts | string {
  const { params = {} } = init;
  const { path: pathParameters = {}, query: queryParameters = {} } = params;
  const complaint =
    checkPathParameters(path, pathParameters) ??
    checkTimeout(init.timeout) ??
    checkRetries(init.retries) ??
    checkOptions(init);
  if (complaint !== undefined) return complaint;
  const checked = checkQuery(queryParameters);
  if (checked.complaint !== undefined) return checked.complaint;
  if (init.body !== undefined && (method === "GET" || method === "HEAD"))
    return `a ${method} carries no body`;
  const headers = mergeHeaders(entry, init, settings);
  if (typeof headers === "string") return headers;
  return { method, path, params: { path: pathParameters, query: checked.query }, headers, body: init.body };
}

const FORMS = ["json", "text", "blob", "arrayBuffer", "stream"];

function checkOptions({ parseAs, signal }: CallInit): string | undefined {
  if (parseAs !== undefined && !FORMS.includes(parseAs)) return `parseAs must be one of ${FORMS.join(", ")}`;
  if (signal === undefined || typeof signal.addEventListener === "function") return undefined;
  return "signal must be an AbortSignal, such as the signal of an AbortController";
}

/**
 * The later wins: API version, the client's headers, the call's, the operation's header parameters. A plain object, because
 * a `Headers` is dear, and most calls have none of their own.
 */
function mergeHeaders(
  entry: OperationEntry,
  init: CallInit,
  settings: Settings,
): Readonly<Record<string, string>> | string {
  const headers = entry.versioned ? settings.versionedHeaders : settings.headers;
  const parameters = readParameters(init.params?.header ?? {});
  if (typeof parameters === "string") return parameters;
  const merged = Object.entries(headers);
  for (const layer of [init.headers, parameters]) {
    if (layer === undefined) continue;
    const checked = checkHeaders(layer);
    if (typeof checked === "string") return checked;
    merged.push(...checked);
  }
  return Object.fromEntries(merged);
}

function readParameters(header: Readonly<Record<string, unknown>>): [string, string][] | string | undefined {
  const parameters: [string, string][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (value === undefined || value === null) continue;
    const { text, complaint } = readText(value);
    if (complaint !== undefined) return `header parameter "${name}" ${complaint}`;
    parameters.push([name, text]);
  }
  return parameters.length === 0 ? undefined : parameters;
}
