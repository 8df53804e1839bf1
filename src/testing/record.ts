import { parseJson } from "../text/json.ts";
import { redactJson } from "../errors/redact-json.ts";
import { createRedact } from "../errors/redaction.ts";
import type { Redact } from "../errors/redaction.ts";
import type { CalledOperation } from "./routes.ts";

/** A recorded request; {@link RecordedRequest} types it by operation. */
export interface PlainRecord {
  readonly operationId: string | undefined;
  readonly method: string;
  readonly path: string | undefined;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Records a request without its credentials and without the given secrets. */
export function recordRequest(
  request: Request,
  text: string,
  operation: CalledOperation | undefined,
  secrets: readonly string[],
): PlainRecord {
  // Includes credentials that this fake never issued.
  const sent = request.headers.get("authorization")?.replace(/^\S+ /, "") ?? "";
  const redact = createRedact([...secrets, sent]);
  const url = new URL(request.url);
  return {
    operationId: operation?.operationId,
    method: request.method,
    path: operation?.path,
    url: redact(url.pathname + url.search),
    params: mapValues(operation?.params ?? {}, (value) => redact(value)),
    query: readQueryTexts(
      new URLSearchParams([...url.searchParams].map((pair) => pair.map((text) => redact(text)))),
    ),
    headers: mapValues(Object.fromEntries(request.headers), (value, name) =>
      name === "authorization" ? nameScheme(value) : redact(value),
    ),
    body: readSentBody(text, redact),
  };
}

/** Query parameters by name: a string, or a list for a repeated parameter. */
export function readQueryTexts(query: URLSearchParams): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const [value = "", ...more] = query.getAll(name);
      return [name, more.length === 0 ? value : [value, ...more]];
    }),
  );
}

function nameScheme(authorization: string): string {
  const scheme = /^(Basic|Bearer) /i.exec(authorization)?.[1];
  return scheme === undefined ? "[redacted]" : `${scheme} [redacted]`;
}

function readSentBody(text: string, redact: Redact): unknown {
  if (text === "") return undefined;
  const parsed = parseJson(text);
  return parsed === undefined ? redact(text) : redactJson(parsed, redact);
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string, name: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
