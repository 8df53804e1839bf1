import { MAX_ERROR_BYTES } from "./body.ts";
import type { Answer } from "./body.ts";
import type { ParseAs } from "./call-types.ts";
import { ApiError, UnexpectedResponseError } from "./errors.ts";
import type { ErrorContext, Operation, Outcome } from "./errors.ts";
import { isJsonObject } from "./json.ts";
import type { BodyShape, OperationEntry } from "./manifest.ts";
import { isErrorStatus, isSuccessStatus } from "./status.ts";
import type { ErrorStatus } from "./status.ts";

/** What an answer is measured by. */
export interface Expectation {
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly parseAs: ParseAs;
}

/**
 * The data of an answer. Content decides, not the status alone: a 2xx without the promised content is no success.
 *
 * @throws ApiError for 400 to 599, UnexpectedResponseError for whatever else is no data
 */
export function readData(answer: Answer, expectation: Expectation, attempts: number): unknown {
  const { response } = answer;
  if (isErrorStatus(response.status)) throw toApiError(answer, response.status, expectation, attempts);
  if (!isSuccessStatus(response.status)) {
    throw unexpected(answer, expectation, attempts, describeStatus(response));
  }
  const { operation, entry, parseAs } = expectation;
  if (operation.method === "HEAD") return undefined;
  if (parseAs !== "json") return answer.parsed;

  const shape = shapeOf(entry.success, response.status);
  const emptyDelete = operation.method === "DELETE" && response.status === 204 && answer.text === "";
  if (shape === "empty" || emptyDelete) return undefined;
  const complaint = checkContent(answer, shape ?? "any");
  if (complaint !== undefined) throw unexpected(answer, expectation, attempts, complaint);
  return answer.json;
}

/** The outcome that a status tells of. */
export function outcomeOf(status: number): Outcome {
  return status >= 400 && status <= 499 && status !== 408 ? "rejected" : "unknown";
}

function toApiError(
  { response, text, json }: Answer,
  status: ErrorStatus,
  { operation, entry }: Expectation,
  attempts: number,
): ApiError {
  const shape = shapeOf(entry.errors, status);
  const object = isJsonObject(json) ? json : {};
  const code = textOf(object["code"]);
  const message = textOf(object["message"]);
  const summary =
    [code, message].filter((part) => part !== undefined).join(": ") || response.statusText || "error";
  return new ApiError(`${status} ${summary} (${operation.method} ${operation.path})`, {
    operation,
    attempts,
    outcome: outcomeOf(status),
    status,
    documented: shape !== undefined,
    // A gateway answers in HTML where the contract promises an object: handlers may read fields all the same.
    body: shape === "object" ? object : json === undefined && text !== "" ? text : json,
    code,
    type: textOf(object["type"]),
    response,
    rawBody: text,
  });
}

/** The shape that the contract gives a status: by number, else by class, else by `default`. */
function shapeOf(shapes: Readonly<Record<string, BodyShape>>, status: number): BodyShape | undefined {
  return shapes[status] ?? shapes[`${Math.floor(status / 100)}XX`] ?? shapes["default"];
}

/** Says how the content of a success differs from what the contract promises. */
function checkContent({ response, text, json }: Answer, shape: BodyShape): string | undefined {
  if (text.trim() === "") return `${response.status} without content`;
  if (json === undefined) return `${response.status} with ${describeType(response)} that is not valid JSON`;
  const fits = shape === "object" ? isJsonObject(json) : shape === "array" ? Array.isArray(json) : true;
  return fits ? undefined : `${response.status} with JSON that is no ${shape}`;
}

function describeType(response: Response): string {
  return response.headers.get("content-type") ?? "content";
}

function describeStatus(response: Response): string {
  // Browsers hide the status of a redirect that is not followed.
  if (response.type === "opaqueredirect") return "a redirect, which is not followed";
  if (response.status >= 300 && response.status <= 399)
    return `${response.status}, a redirect, which is not followed`;
  return `status ${response.status}`;
}

function unexpected(
  { response, text }: Answer,
  { operation }: Expectation,
  attempts: number,
  what: string,
): UnexpectedResponseError {
  const context: ErrorContext = { operation, attempts, outcome: outcomeOf(response.status) };
  return new UnexpectedResponseError(
    `Unexpected answer: ${what} (${operation.method} ${operation.path}). ` +
      "Check that baseUrl is the API and that no proxy answers in its place.",
    { ...context, response, rawBody: text.slice(0, MAX_ERROR_BYTES) },
  );
}

/** Messages go into logs: a body that puts a page into its `message` must not. */
const MAX_TEXT = 300;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_TEXT) : undefined;
}
