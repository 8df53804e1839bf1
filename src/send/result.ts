import type { BufferedResponse } from "./buffered-response.ts";
import { contextOf } from "./call-context.ts";
import type { Call } from "./call-context.ts";
import { ApiError, nameOf, UnexpectedResponseError } from "../errors/classes.ts";
import type { Outcome } from "../errors/classes.ts";
import { finalErrors } from "../errors/final-errors.ts";
import { redactJson } from "../errors/redact-json.ts";
import { isJsonObject, shortTextOf } from "../text/json.ts";
import { keepResponse } from "./kept-response.ts";
import type { BodyShape } from "../manifest.ts";
import { readRetryAfter } from "./retry-after.ts";
import { findByStatus, isErrorStatus, isSuccessStatus } from "../errors/status.ts";
import type { ErrorStatus } from "../errors/status.ts";

/**
 * Reads the data of a response. A 2xx without the documented content is an error.
 *
 * @throws ApiError for 400 to 599, UnexpectedResponseError for anything else without valid data
 */
export function readData(buffered: BufferedResponse, call: Call): unknown {
  const { response } = buffered;
  if (isErrorStatus(response.status)) {
    if (isDeletedBefore(call, response.status)) return undefined;
    throw toApiError(buffered, response.status, call);
  }
  if (!isSuccessStatus(response.status)) {
    throw unexpected(buffered, call, describeStatus(response));
  }
  const { operation, entry, parseAs } = call;
  if (operation.method === "HEAD") return undefined;
  if (buffered.isCut) throw tooLarge(buffered, call);
  if (parseAs !== "json") return buffered.parsed;

  const shape = findByStatus(entry.success, response.status);
  if (shape === "empty" || isEmptySuccess(buffered, call)) return undefined;
  const complaint = checkContent(buffered, shape);
  if (complaint !== undefined) throw unexpected(buffered, call, complaint);
  return buffered.json;
}

/**
 * True for a 2xx that may lack content: a 204 of a DELETE, or any of an operation without documented content.
 */
function isEmptySuccess({ response, text }: BufferedResponse, { entry, operation }: Call): boolean {
  if (text.trim() !== "") return false;
  if (operation.method === "DELETE" && response.status === 204) return true;
  const shapes = Object.values(entry.success);
  return shapes.length > 0 && shapes.every((shape) => shape === "empty");
}

/** True if an earlier attempt with an unknown outcome may have deleted the object. */
function isDeletedBefore({ operation, outcome }: Call, status: number): boolean {
  return operation.method === "DELETE" && status === 404 && outcome === "unknown";
}

function toApiError(buffered: BufferedResponse, status: ErrorStatus, call: Call): ApiError {
  const { operation, entry } = call;
  const { redact, response, rawBody } = keepResponse(buffered, call);
  const json = redactJson(buffered.json, redact);
  const shape = findByStatus(entry.errors, status);
  const object = isJsonObject(json) ? json : {};
  const code = shortTextOf(object["code"]);
  const message = shortTextOf(object["message"]);
  // `title` and `detail` are those of `application/problem+json`.
  const parts = [code ?? shortTextOf(object["title"]), message ?? shortTextOf(object["detail"])];
  const reasons = parts.filter((part) => part !== undefined).join(": ");
  const summary = reasons === "" ? (shortTextOf(response.statusText) ?? "error") : reasons;
  const retryAfter = readRetryAfter(response.headers);
  const wait = retryAfter === undefined ? "" : `; retry after ${retryAfter / 1000} s`;
  const blame = call.refusedOption ? "; the API refused the token of the token option" : "";
  return new ApiError(`${status} ${summary}${wait}${blame} (${nameOf(operation)})`, {
    ...contextOf(call, outcomeOf(status)),
    operation,
    status,
    documented: shape !== undefined,
    // A gateway may send HTML instead of the documented object. The body is then `{}`, so that handlers can read
    // fields.
    body: shape === "object" ? object : json === undefined && rawBody !== "" ? rawBody : json,
    code,
    type: shortTextOf(object["type"]),
    retryAfter,
    response,
    rawBody,
  });
}

/** Returns the outcome that follows from a status code. */
function outcomeOf(status: number): Outcome {
  return status >= 400 && status <= 499 && status !== 408 ? "rejected" : "unknown";
}

/** Describes how the content of a success differs from the contract. */
function checkContent({ response, text, json }: BufferedResponse, shape?: BodyShape): string | undefined {
  if (text.trim() === "") return `${response.status} without content`;
  if (json === undefined) return `${response.status} with ${describeType(response)} that is not valid JSON`;
  const fits = shape === "object" ? isJsonObject(json) : shape === "array" ? Array.isArray(json) : true;
  return fits ? undefined : `${response.status} with JSON that is not an ${shape}`;
}

function describeType(response: Response): string {
  return shortTextOf(response.headers.get("content-type")) ?? "content";
}

function describeStatus({ status, type }: Response): string {
  // Browsers hide the status of a redirect that is not followed: it is 0. A 304 points nowhere.
  const isRedirect = type === "opaqueredirect" || /^3(?!04)/.test(`${status}`);
  return `status ${status}${isRedirect ? ", a redirect, which is not followed" : ""}`;
}

function unexpected(buffered: BufferedResponse, call: Call, what: string): UnexpectedResponseError {
  const { redact, ...kept } = keepResponse(buffered, call);
  return new UnexpectedResponseError(
    `Unexpected response: ${redact(what)} (${nameOf(call.operation)}). ` +
      "Check that baseUrl is the API and that no proxy responds instead of it.",
    {
      ...contextOf(call, outcomeOf(buffered.response.status)),
      ...kept,
    },
  );
}

/** Not retried: the next response would be as large. */
function tooLarge(buffered: BufferedResponse, call: Call): UnexpectedResponseError {
  const limit = call.entry.security === "basic" ? "" : ", the limit of maxBodyBytes";
  const error = unexpected(buffered, call, `a body of more than ${call.maxBodyBytes} bytes${limit}`);
  finalErrors.add(error);
  return error;
}
