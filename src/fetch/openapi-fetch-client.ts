import type * as openapiFetch from "openapi-fetch";
import type { Client, HttpMethod } from "../types/calls.ts";
import type { DataOf, Failing } from "../types/operations.ts";

/** A contract as openapi-fetch reads it: data and errors of each operation are those of a {@link Client}. */
export type OpenapiFetchPaths<Paths> = {
  [Path in keyof Paths]: {
    [Method in keyof Paths[Path]]: Paths[Path][Method] extends { responses: unknown }
      ? OperationFor<Paths[Path][Method], Method>
      : Paths[Path][Method];
  };
};

/** Operation with new responses; all other fields stay. */
type OperationFor<Operation, Method extends PropertyKey> = {
  [Part in keyof Operation]: Part extends "responses" ? ResponsesFor<Operation, Method> : Operation[Part];
};

interface ResponsesFor<Operation, Method extends PropertyKey> {
  200: { content: { "application/json": Plain<DataFor<Operation, Method>> } };
  default: { content: { "application/json": ErrorFor<Failing<Operation>["error"]> } };
}

/**
 * openapi-fetch drops properties of type `undefined` from its types, which breaks narrowing by `status`. It keeps those
 * of type `void`, which narrow in the same way.
 */
type ErrorFor<Error> = Error extends { readonly status: undefined }
  ? Omit<Error, "status"> & { readonly status: ReturnType<() => void> }
  : Plain<Error>;

/** openapi-fetch treats the `string & {}` of an open list of known values as an object. */
type Plain<Value> = Value extends string
  ? Value extends object
    ? string
    : Value
  : Value extends object
    ? { [Key in keyof Value]: Plain<Value[Key]> }
    : Value;

/** Any DELETE may return an empty 204; a HEAD response has no body. */
type DataFor<Operation, Method extends PropertyKey> =
  Method extends Extract<HttpMethod, "head">
    ? undefined
    : DataOf<Operation> | (Method extends Extract<HttpMethod, "delete"> ? undefined : never);

/**
 * Casts a client to the type of an openapi-fetch client, for libraries that require one, such as openapi-react-query
 * and swr-openapi. It is the same object: calls do not change, and their errors stay narrowed by `status` and `kind`.
 *
 * @returns the client itself
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { asOpenapiFetch } from "flatpeak/fetch";
 *
 * const client = asOpenapiFetch(createClient());
 * const { error } = await client.POST("/devices", { body: { reference_id: "DEV1234567890" } });
 * if (error?.status === 409) console.error(error.body.code);
 * ```
 */
export function asOpenapiFetch<Paths extends object>(
  client: Client<Paths>,
): openapiFetch.Client<OpenapiFetchPaths<Paths>>;
export function asOpenapiFetch(client: object): object {
  return client;
}
