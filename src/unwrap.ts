import type { Failure, Success } from "./types/calls.ts";
import type { FlatpeakError } from "./errors/classes.ts";

/**
 * Turns the result of a call into its data, or throws its error: for code that would rather `catch`.
 *
 * @throws the `error` of the call, the very same object; narrow it with `isApiError` or `isErrorFrom`
 * @example
 * ```ts
 * import { createClient, unwrap } from "flatpeak";
 *
 * const flatpeak = createClient();
 * const customers = await unwrap(flatpeak.GET("/customers"));
 * console.log(customers.data?.length);
 * ```
 */
export async function unwrap<Data>(call: Promise<Success<Data> | Failure<FlatpeakError>>): Promise<Data> {
  const result = await call;
  if (result.error !== undefined) throw result.error;
  return result.data;
}
