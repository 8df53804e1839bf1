import type { operations } from "../../generated/schema.ts";
import type { BodyOf, ContentOf, QueryOf, ResponsesOf } from "../types/operations.ts";
import type {
  ClientErrorStatus,
  ErrorStatus,
  ServerErrorStatus,
  StatusBut,
  SuccessStatus,
} from "../errors/status.ts";

/** The operationIds of a contract. */
export type OperationId<Operations> = keyof Operations & string;

/**
 * What a handler of {@link FakeFlatpeak.on} is told of a call: the operation is known, the credentials hold. Path and
 * query parameters are text, as they are in a URL.
 */
export interface FakeCall<Id extends OperationId<Operations>, Operations = operations> {
  /** The operation that was called. */
  readonly operationId: Id;
  /** Path parameters, decoded: `params.id`. */
  readonly params: PathText<Operations[Id]>;
  /** Query parameters, decoded: `query.limit`, `"10"`. */
  readonly query: QueryText<Operations[Id]>;
  /** The JSON that was sent, unchecked; undefined if there was none. */
  readonly body: SentBody<Operations[Id]>;
  /** The request itself, its body unread. */
  readonly request: Request;
}

/**
 * An answer that the contract documents for an operation: a status, and the body of that status. Without a body it is the
 * contract's example.
 *
 * @example
 * ```ts
 * import type { FakeAnswer } from "flatpeak/testing";
 *
 * const disabled: FakeAnswer<"get-price"> = { status: 422, body: { object: "error", code: "account_disabled" } };
 * ```
 */
export type FakeAnswer<Id extends OperationId<Operations>, Operations = operations> = AnswerOf<
  ResponsesOf<Operations[Id]>
>;

/** Answers an operation by hand; `undefined` leaves the call to the fake. */
export type FakeHandler<Id extends OperationId<Operations>, Operations = operations> = (
  call: FakeCall<Id, Operations>,
) => FakeAnswer<Id, Operations> | undefined | Promise<FakeAnswer<Id, Operations> | undefined>;

/** One status and its body. */
export interface StatusAnswer<Status, Body> {
  /** One that the contract documents for the operation. */
  readonly status: Status;
  /** Default: the contract's example of the status. */
  readonly body?: Body | undefined;
  /** Beside the content type; for example `{ "retry-after": "2" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A request as it came in, by operation. What it was authorized with, and the API key, are nowhere in it. */
export interface RecordedCall<Id extends OperationId<Operations>, Operations = operations> {
  /** The operation that was called. */
  readonly operationId: Id;
  /** In upper case: `"POST"`. */
  readonly method: string;
  /** Path template: `"/devices/{id}"`. */
  readonly path: string;
  /** Path and query as sent: `"/devices/dev_1?limit=2"`. */
  readonly url: string;
  /** Path parameters, decoded. */
  readonly params: PathText<Operations[Id]>;
  /** Query parameters, decoded: text, as it is in a URL. */
  readonly query: QueryText<Operations[Id]>;
  /** By lower-case name. Of `authorization` only the scheme is kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, the text if it is none, undefined if there was no body. */
  readonly body: SentBody<Operations[Id]>;
}

/** A request for a path or method that the contract lacks. */
export interface RecordedStray {
  readonly operationId: undefined;
  /** In upper case: `"POST"`. */
  readonly method: string;
  readonly path: undefined;
  /** Path and query as sent. */
  readonly url: string;
  /** Empty: no template says what is a parameter. */
  readonly params: Readonly<Record<string, string>>;
  /** Query parameters, decoded. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** By lower-case name. Of `authorization` only the scheme is kept. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, the text if it is none, undefined if there was no body. */
  readonly body: unknown;
}

/** One request of the record; `operationId` tells which, and narrows the rest. */
export type RecordedRequest<Operations = operations> =
  { [Id in OperationId<Operations>]: RecordedCall<Id, Operations> }[OperationId<Operations>] | RecordedStray;

type AnswerBody<Response> = Response extends { content: infer Content } ? ContentOf<Content> : undefined;

type AnswerOf<Responses> =
  NumberedAnswer<Responses> | (keyof Responses extends number ? never : RangeAnswers<Responses>);

type NumberedAnswer<Responses, Status extends keyof Responses = keyof Responses> = Status extends number
  ? StatusAnswer<Status, AnswerBody<Responses[Status]>>
  : never;

type RangeAnswers<Responses> =
  | RangeAnswer<Responses, "2XX", SuccessStatus>
  | RangeAnswer<Responses, "4XX", ClientErrorStatus>
  | RangeAnswer<Responses, "5XX", ServerErrorStatus>
  | RangeAnswer<Responses, "default", StatusBut<SuccessStatus | ErrorStatus, RangeStatus<Responses>>>;

/** What a range stands for: its statuses that are not documented by number. */
type RangeAnswer<Responses, Range, Status extends SuccessStatus | ErrorStatus> = Range extends keyof Responses
  ? StatusAnswer<StatusBut<Status, keyof Responses>, AnswerBody<Responses[Range]>>
  : never;

type RangeStatus<Responses> =
  | ("2XX" extends keyof Responses ? SuccessStatus : never)
  | ("4XX" extends keyof Responses ? ClientErrorStatus : never)
  | ("5XX" extends keyof Responses ? ServerErrorStatus : never);

/** Where there are no parameters there is nothing to read. */
type PathText<Operation> = Operation extends { parameters: { path: infer Path } }
  ? { readonly [Name in keyof Path]: string }
  : object;

type QueryText<Operation> =
  QueryOf<Operation> extends infer Query
    ? [Query] extends [never]
      ? object
      : {
          readonly [Name in keyof Query]?: Query[Name] extends readonly unknown[] | undefined
            ? string | readonly string[]
            : string;
        }
    : never;

type SentBody<Operation> = [BodyOf<Operation>] extends [never]
  ? undefined
  : Operation extends { requestBody: object }
    ? BodyOf<Operation>
    : BodyOf<Operation> | undefined;
