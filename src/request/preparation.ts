import type { CallOptions } from "../types/calls.ts";
import { UsageError } from "../errors/classes.ts";
import type { OperationEntry } from "../manifest.ts";
import { checkRetries, checkTimeout, readHeaders } from "../options.ts";
import type { Settings } from "../options.ts";
import { toText } from "./parameter.ts";
import { checkPathParameters } from "./path.ts";
import { readQuery } from "./query.ts";
import type { RequestParts } from "./openapi-fetch.ts";

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
 * @throws UsageError that says what is wrong and what to do
 */
export function prepareRequest(
  method: string,
  path: string,
  entry: OperationEntry,
  init: CallInit,
  settings: Settings,
): RequestParts {
  const { params = {}, body } = init;
  checkPathParameters(path, params.path);
  checkTimeout(init.timeout);
  checkRetries(init.retries);
  checkOptions(init);
  if (body !== undefined && (method === "GET" || method === "HEAD"))
    throw new UsageError(`a ${method} carries no body`);
  const headers = entry.versioned ? settings.versionedHeaders : settings.headers;
  return {
    method,
    path,
    params: { ...params, query: readQuery(params.query) },
    headers: mergeHeaders(headers, init.headers, readHeaderParameters(params.header)),
    body,
  };
}

const FORMS = ["json", "text", "blob", "arrayBuffer", "stream"];

function checkOptions({ parseAs, signal }: CallInit): void {
  if (parseAs !== undefined && !FORMS.includes(parseAs))
    throw new UsageError(`parseAs must be one of ${FORMS.join(", ")}`);
  if (signal !== undefined && typeof signal.addEventListener !== "function")
    throw new UsageError("signal must be an AbortSignal, such as the signal of an AbortController");
}

/** The later wins. Plain objects, because a `Headers` is dear, and most calls have no header of their own. */
function mergeHeaders(
  client: Readonly<Record<string, string>>,
  ...layers: readonly RequestInit["headers"][]
): Readonly<Record<string, string>> {
  const given = layers.filter((layer) => layer !== undefined);
  if (given.length === 0) return client;
  return Object.fromEntries([client, ...given.map(readHeaders)].flatMap(Object.entries<string>));
}

function readHeaderParameters(
  header: Readonly<Record<string, unknown>> | undefined,
): [string, string][] | undefined {
  if (header === undefined) return undefined;
  const parameters: [string, string][] = [];
  for (const [name, value] of Object.entries(header)) {
    if (value !== undefined && value !== null)
      parameters.push([name, toText(value, `header parameter "${name}"`)]);
  }
  return parameters;
}
