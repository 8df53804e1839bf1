import type { CallOptions } from "./call-types.ts";
import type { OperationEntry } from "./manifest.ts";
import { checkHeaders, checkTimeout } from "./options.ts";
import type { Settings } from "./options.ts";
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
  const complaint = checkPathParameters(path, params.path ?? {}) ?? checkTimeout(init.timeout);
  if (complaint !== undefined) return complaint;
  const checked = checkQuery(params.query ?? {});
  if (checked.complaint !== undefined) return checked.complaint;
  const headers = mergeHeaders(entry, init, settings);
  if (typeof headers === "string") return headers;
  return { method, path, params: { path: params.path, query: checked.query }, headers, body: init.body };
}

/** The later wins: API version, the client's headers, the call's, the operation's header parameters. */
function mergeHeaders(entry: OperationEntry, init: CallInit, settings: Settings): Headers | string {
  const { apiVersion, manifest } = settings;
  const headers = new Headers();
  if (entry.versioned && manifest.versionHeader !== undefined && apiVersion !== null) {
    headers.set(manifest.versionHeader, apiVersion);
  }
  const parameters: [string, string][] = [];
  for (const [name, value] of Object.entries(init.params?.header ?? {})) {
    if (value === undefined || value === null) continue;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      return `header parameter "${name}" is neither a string, a number nor a boolean`;
    }
    parameters.push([name, String(value)]);
  }
  for (const layer of [settings.headers, init.headers, parameters]) {
    const checked = checkHeaders(layer);
    if (typeof checked === "string") return checked;
    for (const [name, value] of checked) headers.set(name, value);
  }
  return headers;
}
