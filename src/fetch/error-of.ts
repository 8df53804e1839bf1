import type { operations } from "../../generated/schema.ts";
import type { FlatpeakError } from "../errors/classes.ts";
import { isErrorFrom } from "../narrow.ts";
import type { OperationError } from "../types/operations.ts";

/** Errors of failed calls, by Response. */
const errors = new WeakMap<Response, FlatpeakError>();

/** Keeps the error that belongs to a Response. */
export function keepError(response: Response, error: FlatpeakError): void {
  errors.set(response, error);
}

/**
 * Returns the error of a Response from {@link createFetch}, as a client returns it in `error`, typed by the
 * operation. For another contract, pass its `operations` as well: `errorOf<"get-thing", operations>(response,
 * "get-thing")`.
 *
 * @returns `undefined` for a success, for another operation, and for a Response that is a copy or not from `createFetch`
 * @example
 * ```ts
 * import type { paths } from "flatpeak";
 * import { createFetch, errorOf } from "flatpeak/fetch";
 * import createClient from "openapi-fetch";
 *
 * const client = createClient<paths>({ baseUrl: "https://api.flatpeak.com", fetch: createFetch() });
 * const { response } = await client.POST("/devices", { body: { reference_id: "DEV1234567890" } });
 * const error = errorOf(response, "create-device");
 * if (error?.status === 409) console.error(error.body.code);
 * ```
 */
export function errorOf<Id extends keyof Operations, Operations = operations>(
  response: Response,
  operationId: Id,
): OperationError<Id, Operations> | undefined {
  const error: unknown = errors.get(response);
  return isErrorFrom<Id, Operations>(error, operationId) ? error : undefined;
}
