import type { CallOptions } from "./call-types.ts";
import type { OperationEntry } from "./manifest.ts";
import { checkHeaders, checkRetries, checkTimeout } from "./options.ts";
import type { Settings } from "./options.ts";
import { readText } from "./parameter.ts";
import { checkPathParameters } from "./path.ts";
import { checkQuery } from "./query.ts";
import type { RequestParts } from "./transport.ts";

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
  const complaint =
    checkPathParameters(path, params.path ?? {}) ??
    checkTimeout(init.timeout) ??
    checkRetries(init.retries) ??
    checkOptions(init);
  if (complaint !== undefined) return complaint;
  const checked = checkQuery(params.query ?? {});
  if (checked.complaint !== undefined) return checked.complaint;
  if (init.body !== undefined && (method === "GET" || method === "HEAD"))
    return `a ${method} carries no body`;
  const headers = mergeHeaders(entry, init, settings);
  if (typeof headers === "string") return headers;
  return { method, path, params: { path: params.path, query: checked.query }, headers, body: init.body };
}

const FORMS = ["json", "text", "blob", "arrayBuffer", "stream"];

function checkOptions({ parseAs, signal }: CallInit): string | undefined {
  if (parseAs !== undefined && !FORMS.includes(parseAs)) return `parseAs must be one of ${FORMS.join(", ")}`;
  if (signal === undefined || typeof signal.addEventListener === "function") return undefined;
  return "signal must be an AbortSignal, such as the signal of an AbortController";
}

/**
 * The later wins: API version, the client's headers, the call's, the operation's header parameters. A plain object, names in
 * lower case, because making another `Headers` is what costs most in a call.
 */
function mergeHeaders(
  entry: OperationEntry,
  init: CallInit,
  settings: Settings,
): Readonly<Record<string, string>> | string {
  const { apiVersion, manifest } = settings;
  const headers = new Map<string, string>();
  if (entry.versioned && manifest.versionHeader !== undefined && apiVersion !== null) {
    headers.set(manifest.versionHeader.toLowerCase(), apiVersion);
  }
  for (const [name, value] of Object.entries(settings.headers)) headers.set(name, value);
  const parameters = readParameters(init.params?.header ?? {});
  if (typeof parameters === "string") return parameters;
  for (const layer of [init.headers, parameters]) {
    if (layer === undefined) continue;
    const checked = checkHeaders(layer);
    if (typeof checked === "string") return checked;
    for (const [name, value] of checked) headers.set(name, value);
  }
  return Object.fromEntries(headers);
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
