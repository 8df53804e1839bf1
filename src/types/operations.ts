import type { operations } from "../../generated/schema.ts";
import type { DocumentedError, StatuslessError, UndocumentedError } from "../errors/classes.ts";
import type {
  ClientErrorStatus,
  ErrorStatus,
  ServerErrorStatus,
  StatusBut,
  SuccessStatus,
} from "../errors/status.ts";

/**
 * All errors of an operation: a {@link DocumentedError} for each documented status, an {@link UndocumentedError}
 * for the others, and the kinds without a status. For another contract, pass its `operations` as the second parameter:
 * `OperationError<"get-thing", operations>`.
 *
 * @example
 * ```ts
 * import type { OperationError } from "flatpeak";
 *
 * function explain(error: OperationError<"create-device">): string {
 *   return error.status === 409 ? (error.body.message ?? "taken") : error.message;
 * }
 * ```
 */
export type OperationError<Id extends keyof Operations, Operations = operations> = Failing<
  Operations[Id]
>["error"];

/** Data of a successful response, by operationId. Pass the `operations` of another contract as the second parameter. */
export type OperationData<Id extends keyof Operations, Operations = operations> = DataOf<Operations[Id]>;

/** Request body of an operation, by operationId; `never` if it takes none. */
export type OperationBody<Id extends keyof Operations, Operations = operations> = BodyOf<Operations[Id]>;

/** Query parameters of an operation, by operationId; `never` if it has none. */
export type OperationQuery<Id extends keyof Operations, Operations = operations> = QueryOf<Operations[Id]>;

// The types below read the types that openapi-typescript generates. Editors would print an operation's own object
// type in full, so public types go through the aliases above or through `Result`.

/** Responses by status, as the contract documents them. */
export type ResponsesOf<Operation> = Operation extends { responses: infer Responses } ? Responses : never;

/** Body under its media type: JSON if the contract has JSON, else any of its media types. */
export type ContentOf<Content> = Content extends { "application/json": infer Json }
  ? Json
  : Content[keyof Content];

/** Like {@link ContentOf}, or a FormData where the contract accepts that, too. */
export type SentContentOf<Content> = Content extends { "application/json": infer Json }
  ? Json | (Content extends { "multipart/form-data": infer Form } ? Form : never)
  : Content[keyof Content];

type ResponseContent<Response> = Response extends { content: infer Content } ? ContentOf<Content> : undefined;

type SuccessKey<Key> = Key extends SuccessStatus | "2XX" ? Key : never;

export type DataOf<Operation> = DataUnder<ResponsesOf<Operation>>;

type DataUnder<Responses, Key extends keyof Responses = SuccessKey<keyof Responses>> = [Key] extends [never]
  ? "default" extends keyof Responses
    ? ResponseContent<Responses["default"]>
    : unknown
  : ResponseContent<Responses[Key]>;

export type BodyOf<Operation> = Operation extends { requestBody?: infer Body }
  ? Exclude<Body, undefined> extends { content: infer Content }
    ? SentContentOf<Content>
    : never
  : never;

export type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? Exclude<Query, undefined>
  : never;

/** Errors of an operation. A union that is read from a property has no alias, so editors print its members. */
export interface Failing<Operation, Responses = ResponsesOf<Operation>> {
  error: DocumentedErrors<Responses> | OtherErrors<Responses> | StatuslessError;
}

/**
 * Maps only the documented keys. With all statuses, the compiler would compute two hundred errors before it has
 * inferred the operation.
 */
type DocumentedErrors<
  Responses,
  Key extends keyof Responses = keyof Responses,
> = Key extends infer Status extends ErrorStatus
  ? DocumentedError<Status, ErrorContent<Responses[Key]>>
  : never;

/** Errors of ranges and `default`, which few contracts have. */
type OtherErrors<Responses> = keyof Responses extends number
  ? UndocumentedError<StatusIn<keyof Responses>>
  : | RangeErrors<Responses>
    | RestError<
        Responses,
        | StatusIn<keyof Responses>
        | ("4XX" extends keyof Responses ? ClientErrorStatus : never)
        | ("5XX" extends keyof Responses ? ServerErrorStatus : never)
      >;

type StatusIn<Key> = Key extends infer Status extends ErrorStatus ? Status : never;

/** `4XX` and `5XX` cover the statuses of the class that are not documented by number. */
type RangeErrors<Responses, Key extends keyof Responses = keyof Responses> = Key extends "4XX"
  ? DocumentedError<StatusBut<ClientErrorStatus, keyof Responses>, ErrorContent<Responses[Key]>>
  : Key extends "5XX"
    ? DocumentedError<StatusBut<ServerErrorStatus, keyof Responses>, ErrorContent<Responses[Key]>>
    : never;

/** Errors of all statuses that the contract does not document by number or range: its `default`, if it has one. */
type RestError<Responses, Documented extends ErrorStatus> = "default" extends keyof Responses
  ? DocumentedError<StatusBut<ErrorStatus, Documented>, ErrorContent<Responses["default"]>>
  : UndocumentedError<Documented>;

/** A documented status without documented content can have any body. */
type ErrorContent<Response> = Response extends { content: infer Content } ? ContentOf<Content> : unknown;
