import type { operations } from "../generated/schema.ts";
import { ApiError, FlatpeakError } from "./errors/classes.ts";
import type { ErrorStatus } from "./errors/status.ts";
import type { CallOutcome, DataIn, Failure, Success } from "./types/calls.ts";
import type { OperationError } from "./types/operations.ts";

/**
 * Returns the data of a call, or throws its error. For code that prefers `catch`.
 *
 * @throws the `error` of the call, the same object; narrow it with `isApiError` or `isErrorFrom`
 * @example
 * ```ts
 * import { createClient, unwrap } from "flatpeak";
 *
 * const flatpeak = createClient();
 * const customers = await unwrap(flatpeak.GET("/customers"));
 * console.log(customers.data?.length);
 * ```
 */
export async function unwrap<Outcome extends CallOutcome>(call: Promise<Outcome>): Promise<DataIn<Outcome>>;
export async function unwrap(call: Promise<Success<unknown> | Failure<FlatpeakError>>): Promise<unknown> {
  const result = await call;
  if (result.error !== undefined) throw result.error;
  return result.data;
}

/**
 * Checks for an error response of the API, optionally with a certain status. Works across copies and versions of the
 * package.
 *
 * @example
 * ```ts
 * import { createClient, isApiError, unwrap } from "flatpeak";
 *
 * try {
 *   await unwrap(createClient().GET("/customers"));
 * } catch (thrown) {
 *   if (isApiError(thrown, 403)) console.error(thrown.code);
 *   else throw thrown;
 * }
 * ```
 */
export function isApiError(thrown: unknown): thrown is ApiError;
export function isApiError<Status extends ErrorStatus>(
  thrown: unknown,
  status: Status,
): thrown is ApiError<Status>;
export function isApiError(thrown: unknown, status?: ErrorStatus): boolean {
  return thrown instanceof ApiError && (status === undefined || thrown.status === status);
}

/**
 * Checks for the error of a certain operation. The error then narrows like that operation's `error`. For another
 * contract, name the operation and that contract's `operations`: `isErrorFrom<"get-thing", operations>(thrown,
 * "get-thing")`.
 *
 * @example
 * ```ts
 * import { createClient, isErrorFrom, unwrap } from "flatpeak";
 *
 * try {
 *   await unwrap(createClient().POST("/devices", { body: { reference_id: "DEV1234567890" } }));
 * } catch (thrown) {
 *   if (isErrorFrom(thrown, "create-device") && thrown.status === 409) console.error(thrown.body.message);
 *   else throw thrown;
 * }
 * ```
 */
export function isErrorFrom<Id extends keyof Operations, Operations = operations>(
  thrown: unknown,
  operationId: Id,
): thrown is OperationError<Id, Operations> {
  return thrown instanceof FlatpeakError && thrown.operation?.operationId === operationId;
}
