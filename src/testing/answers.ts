import type { OperationEntry } from "../manifest.ts";
import type { Examples } from "./examples.ts";
import type { Operation } from "./routes.ts";

/** What the fake says, before it becomes a `Response`. */
export interface Answer {
  readonly status: number;
  /** JSON. Absent for an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status that the contract gives the operation's success; the lowest if it gives several, 200 for a range. */
export function successStatus(entry: OperationEntry): number {
  // Integer keys come in ascending order.
  return Object.keys(entry.success).map(Number).find(Number.isInteger) ?? 200;
}

/** The contract's example of the operation's success. */
export function exampleAnswer(operation: Operation, examples: Examples): Answer {
  const status = successStatus(operation.entry);
  if (operation.entry.success[status] === "empty") return { status };
  const body = examples[operation.key]?.responses[status];
  if (body === undefined) {
    return { status: 501, body: { message: `The examples have no ${status} answer of ${operation.key}.` } };
  }
  return { status, body };
}

/** The contract's example of a documented error, or `otherwise` where the contract does not document it. */
export function exampleError(
  operation: Operation,
  examples: Examples,
  status: number,
  otherwise: unknown,
): Answer {
  return { status, body: examples[operation.key]?.responses[status] ?? otherwise };
}

/** A 400 in the contract's Error shape. */
export function badRequest(message: string): Answer {
  return { status: 400, body: { object: "error", live_mode: false, type: "invalid_request", message } };
}

/**
 * A 404 in the contract's Error shape. It names neither type nor code: the contract documents none for this status,
 * and a code made up here would soon be matched on somewhere.
 */
export function notFound(message: string): Answer {
  return { status: 404, body: { object: "error", live_mode: false, message } };
}

/** Turns an answer into the `Response` that a caller sees. */
export function toResponse({ status, body, headers = {} }: Answer): Response {
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}
