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
 * Call that a handler of {@link FakeFlatpeak.on} receives. Its operation and credentials have been checked, and it
 * conforms to the contract if the fake validates requests. Path and query parameters are strings, as in a URL.
 */
export interface FakeCall<Id extends OperationId<Operations>, Operations = operations> {
  /** The operation that was called. */
  readonly operationId: Id;
  /** Path parameters, decoded: `params.id`. */
  readonly params: PathText<Operations[Id]>;
  /** Query parameters, decoded: `query.limit`, `"10"`. */
  readonly query: QueryText<Operations[Id]>;
  /** Parsed JSON of the request body; undefined if there was none. */
  readonly body: SentBody<Operations[Id]>;
  /** The request; its body is unread. */
  readonly request: Request;
}

/**
 * Response that the contract documents for an operation: a status and its body. Without a body, the fake sends the
 * contract's example.
 *
 * @example
 * ```ts
 * import type { FakeResponse } from "flatpeak/testing";
 *
 * const disabled: FakeResponse<"get-price"> = { status: 422, body: { object: "error", code: "account_disabled" } };
 * ```
 */
export type FakeResponse<Id extends OperationId<Operations>, Operations = operations> = DocumentedResponse<
  ResponsesOf<Operations[Id]>
>;

/** Returns the response of an operation; `undefined` for the fake's default. */
export type FakeHandler<Id extends OperationId<Operations>, Operations = operations> = (
  call: FakeCall<Id, Operations>,
) => FakeResponse<Id, Operations> | undefined | Promise<FakeResponse<Id, Operations> | undefined>;

/** Statuses that the contract documents for an operation. */
export type StatusOf<Id extends OperationId<Operations>, Operations = operations> =
  FakeResponse<Id, Operations> extends { status: infer Status } ? Status : never;

/** Success statuses that the contract documents for an operation. */
export type SuccessOf<Id extends OperationId<Operations>, Operations = operations> = StatusOf<
  Id,
  Operations
> &
  SuccessStatus;

/** Response from {@link FakeFlatpeak.example}: a status, and the contract's example of its body. */
export interface FakeExample<Id extends OperationId<Operations>, Status, Operations = operations> {
  /** Status of the response. */
  readonly status: Status;
  /** Body of the response. */
  readonly body: BodyUnder<FakeResponse<Id, Operations>, Status>;
}

type BodyUnder<Documented, Status> =
  Documented extends StatusResponse<infer Statuses, infer Body>
    ? Status extends Statuses
      ? Body
      : never
    : never;

/** Status and body of a response. */
export interface StatusResponse<Status, Body> {
  /** Status that the contract documents for the operation. */
  readonly status: Status;
  /** Default: the contract's example of the status. */
  readonly body?: Body | undefined;
  /** Headers besides the content type; for example `{ "retry-after": "2" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Recorded request, by operation. It never contains its credentials or the API key. */
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
  /** Query parameters, decoded: strings, as in a URL. */
  readonly query: QueryText<Operations[Id]>;
  /** Headers by lower-case name. `authorization` has only the scheme. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or the text if it is not JSON; undefined if there was no body. */
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
  /** Empty, since there is no path template. */
  readonly params: Readonly<Record<string, string>>;
  /** Query parameters, decoded. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Headers by lower-case name. `authorization` has only the scheme. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or the text if it is not JSON; undefined if there was no body. */
  readonly body: unknown;
}

/** Recorded request; `operationId` narrows it. */
export type RecordedRequest<Operations = operations> =
  { [Id in OperationId<Operations>]: RecordedCall<Id, Operations> }[OperationId<Operations>] | RecordedStray;

type BodyOfResponse<Response> = Response extends { content: infer Content } ? ContentOf<Content> : undefined;

type DocumentedResponse<Responses> =
  NumberedResponse<Responses> | (keyof Responses extends number ? never : RangeResponses<Responses>);

type NumberedResponse<Responses, Status extends keyof Responses = keyof Responses> = Status extends number
  ? StatusResponse<Status, BodyOfResponse<Responses[Status]>>
  : never;

type RangeResponses<Responses> =
  | RangeResponse<Responses, "2XX", SuccessStatus>
  | RangeResponse<Responses, "4XX", ClientErrorStatus>
  | RangeResponse<Responses, "5XX", ServerErrorStatus>
  | RangeResponse<Responses, "default", StatusBut<SuccessStatus | ErrorStatus, RangeStatus<Responses>>>;

/** Response of a range, for those of its statuses that are not documented by number. */
type RangeResponse<
  Responses,
  Range,
  Status extends SuccessStatus | ErrorStatus,
> = Range extends keyof Responses
  ? StatusResponse<StatusBut<Status, keyof Responses>, BodyOfResponse<Responses[Range]>>
  : never;

type RangeStatus<Responses> =
  | ("2XX" extends keyof Responses ? SuccessStatus : never)
  | ("4XX" extends keyof Responses ? ClientErrorStatus : never)
  | ("5XX" extends keyof Responses ? ServerErrorStatus : never);

/** Path parameters as strings; none if the operation has none. */
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
