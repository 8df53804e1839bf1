import type { ErrorBody } from "../../generated/schema.ts";
import { UsageError } from "../errors/classes.ts";
import { isEmptyStatus } from "../errors/status.ts";
import type { OperationEntry } from "../manifest.ts";
import { isJsonObject } from "../text/json.ts";
import type { Examples } from "./examples.ts";
import type { CalledOperation } from "./routes.ts";

/** Response of the fake, before it becomes a `Response` object. */
export interface PlainResponse {
  readonly status: number;
  /** JSON. Absent for an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Refuses an invalid response. Only JavaScript can pass one: in TypeScript it does not compile.
 *
 * @throws UsageError
 */
export function demandResponse(response: unknown): void {
  const status = isJsonObject(response) ? response["status"] : undefined;
  if (!isStatus(status)) {
    throw new UsageError(
      "The response must be an object with a status from 200 to 599, such as { status: 404 }",
    );
  }
}

/** True for a status that a `Response` can have. */
export function isStatus(value: unknown, least = 200): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= 599;
}

/** The operation's success status; the lowest if the contract has several, 200 for a range. */
export function successStatus(entry: OperationEntry): number {
  // Integer keys come in ascending order.
  return Object.keys(entry.success).map(Number).find(Number.isInteger) ?? 200;
}

/** The contract's example of a documented status. */
export function exampleResponse(
  operation: Pick<CalledOperation, "key" | "entry">,
  examples: Examples,
  status: number = successStatus(operation.entry),
): PlainResponse {
  const { success, errors } = operation.entry;
  if ((success[status] ?? errors[status]) === "empty") return { status };
  const body = exampleBody(operation, examples, status);
  if (body === undefined) {
    return { status: 501, body: { message: `The examples have no ${status} response of ${operation.key}.` } };
  }
  return { status, body };
}

/** The contract's example of an error, or `otherwise` if the contract has none. */
export function exampleError(
  operation: CalledOperation,
  examples: Examples,
  status: number,
  otherwise?: unknown,
): PlainResponse {
  return { status, body: exampleBody(operation, examples, status) ?? otherwise };
}

/** Finds the example of a status: by number, else by its range, else by `default`. */
function exampleBody({ key }: Pick<CalledOperation, "key">, examples: Examples, status: number): unknown {
  const responses = examples[key]?.responses ?? {};
  return responses[status] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses["default"];
}

/** A 400 in the contract's Error shape. */
export function badRequest(message: string): PlainResponse {
  const body = { object: "error", live_mode: false, type: "invalid_request", message } satisfies ErrorBody;
  return { status: 400, body };
}

/**
 * A 404 in the contract's Error shape. It has neither type nor code: the contract documents none for this status, and
 * tests would rely on an invented code.
 */
export function notFound(message: string): PlainResponse {
  return { status: 404, body: { object: "error", live_mode: false, message } satisfies ErrorBody };
}

/**
 * Creates the `Response` for the caller. A text with a content type other than JSON stays unchanged. The body is left out
 * if the status allows none, as an HTTP server does.
 */
export function toResponse({ status, body, headers = {} }: PlainResponse): Response {
  if (body === undefined || isEmptyStatus(status)) return new Response(null, { status, headers });
  const response = Response.json(body, { status, headers });
  const type = response.headers.get("content-type") ?? "";
  return typeof body === "string" && !type.includes("json")
    ? new Response(body, { status, headers })
    : response;
}
