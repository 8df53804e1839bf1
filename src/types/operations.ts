import type { operations } from "../../generated/schema.ts";
import type { DocumentedError, StatuslessError, UndocumentedError } from "../errors/classes.ts";
import type { ClientErrorStatus, ErrorStatus, ServerErrorStatus, SuccessStatus } from "../errors/status.ts";

/**
 * Every way in which an operation can fail: a {@link DocumentedError} for each status that the contract documents, an
 * {@link UndocumentedError} for the others, and the kinds that have no status.
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
export type OperationError<Id extends keyof operations> = Failing<operations[Id]>["error"];

/** What an operation answers when it succeeds, by operationId. */
export type OperationData<Id extends keyof operations> = DataOf<operations[Id]>;

/** What an operation takes as its body, by operationId; `never` if it takes none. */
export type OperationBody<Id extends keyof operations> = BodyOf<operations[Id]>;

/** The query parameters of an operation, by operationId; `never` if it has none. */
export type OperationQuery<Id extends keyof operations> = QueryOf<operations[Id]>;

// What follows reads the types that openapi-typescript generates. It takes an operation's own object type, which would
// print whole in an editor, so public types go through the aliases above or through `Result`.

type ResponsesOf<Operation> = Operation extends { responses: infer Responses } ? Responses : never;

/** The body under its media type: JSON where there is some. */
export type ContentOf<Content> = Content extends { "application/json": infer Json }
  ? Json
  : Content[keyof Content];

type ResponseContent<Response> = Response extends { content: infer Content } ? ContentOf<Content> : undefined;

type SuccessKey<Responses> = keyof Responses & (SuccessStatus | "2XX");

export type DataOf<Operation> =
  ResponsesOf<Operation> extends infer Responses
    ? [SuccessKey<Responses>] extends [never]
      ? "default" extends keyof Responses
        ? ResponseContent<Responses["default"]>
        : unknown
      : keyof Responses extends infer Key
        ? Key extends SuccessKey<Responses>
          ? ResponseContent<Responses[Key]>
          : never
        : never
    : never;

export type BodyOf<Operation> = Operation extends { requestBody?: infer Body }
  ? Exclude<Body, undefined> extends { content: infer Content }
    ? ContentOf<Content>
    : never
  : never;

export type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? Exclude<Query, undefined>
  : never;

/** The errors of an operation, as a property: read off it, the union has no alias, and editors print its members. */
export interface Failing<Operation, Responses = ResponsesOf<Operation>> {
  error:
    | DocumentedErrors<Responses>
    | RangeErrors<Responses>
    | RestError<
        Responses,
        | (keyof Responses & ErrorStatus)
        | ("4XX" extends keyof Responses ? ClientErrorStatus : never)
        | ("5XX" extends keyof Responses ? ServerErrorStatus : never)
      >
    | StatuslessError;
}

/**
 * Goes through the keys, not through the statuses: while the compiler tries out what operation is called, it would work
 * out two hundred errors of none, which cost more than all else in a program of calls.
 */
type DocumentedErrors<Responses, Key = keyof Responses> = Key extends keyof Responses & ErrorStatus
  ? DocumentedError<Key, ErrorContent<Responses[Key]>>
  : never;

/** `4XX` and `5XX` stand for the statuses of the class that are not documented by number. */
type RangeErrors<Responses, Key = keyof Responses> = Key extends keyof Responses & "4XX"
  ? DocumentedError<Exclude<ClientErrorStatus, keyof Responses>, ErrorContent<Responses[Key]>>
  : Key extends keyof Responses & "5XX"
    ? DocumentedError<Exclude<ServerErrorStatus, keyof Responses>, ErrorContent<Responses[Key]>>
    : never;

/** What no number and no range documents: `default` if the contract has one. */
type RestError<Responses, Documented extends ErrorStatus> = "default" extends keyof Responses
  ? DocumentedError<Exclude<ErrorStatus, Documented>, ErrorContent<Responses["default"]>>
  : UndocumentedError<Documented>;

/** A documented status without documented content can have any body. */
type ErrorContent<Response> = Response extends { content: infer Content } ? ContentOf<Content> : unknown;
