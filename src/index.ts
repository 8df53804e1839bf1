export type * from "../generated/schema.ts";
export type {
  CallMethod,
  CallOptions,
  CallOutcome,
  Client,
  DataIn,
  Failure,
  FetchOptions,
  HttpMethod,
  Init,
  ParseAs,
  PathsWith,
  Result,
  Success,
} from "./call-types.ts";
export { createClient } from "./client.ts";
export type { CredentialOptions } from "./credentials.ts";
export {
  ApiError,
  AuthenticationError,
  ConnectionError,
  FlatpeakError,
  TimeoutError,
  AbortedError,
  UnexpectedResponseError,
  UsageError,
} from "./errors.ts";
export type {
  DocumentedError,
  ErrorKind,
  StatuslessError,
  Operation,
  Outcome,
  Phase,
  UndocumentedError,
} from "./errors.ts";
export type { EventAttributes, FlatpeakEvent } from "./events.ts";
export type { Fetch } from "./attempt.ts";
export { isApiError, isErrorFrom } from "./guards.ts";
export type { BodyShape, Manifest, OperationEntry } from "./manifest.ts";
export { paginate } from "./pagination/paginate.ts";
export type { PageCursor } from "./pagination/page-cursor.ts";
export type {
  ListClient,
  Page,
  PageItem,
  PaginateArguments,
  PaginatedPath,
  PaginateInit,
  PaginateOptions,
  Pagination,
} from "./pagination/pagination-types.ts";
export type { OperationBody, OperationData, OperationError, OperationQuery } from "./operation-types.ts";
export type { ClientOptions } from "./options.ts";
export type { ClientErrorStatus, ErrorStatus, ServerErrorStatus, SuccessStatus } from "./status.ts";
export { unwrap } from "./unwrap.ts";
export type { TokenStore } from "./token-store.ts";
