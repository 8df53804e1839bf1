export type * from "../generated/schema.ts";
export type {
  CallArguments,
  CallMethod,
  CallOutcome,
  Client,
  DataIn,
  Failure,
  HttpMethod,
  Init,
  PathsWith,
  Result,
  Success,
} from "./types/calls.ts";
export type {
  CallOptions,
  Fetch,
  FetchInit,
  FetchOptions,
  FetchResponse,
  HeadersOptions,
  Middleware,
  ParseAs,
  Serializers,
} from "./types/call-options.ts";
export { createClient } from "./client.ts";
export type { ClientArguments, ContractOptions } from "./client.ts";
export type { CredentialOptions } from "./auth/credentials.ts";
export {
  ApiError,
  AuthenticationError,
  ConnectionError,
  FlatpeakError,
  TimeoutError,
  AbortedError,
  UnexpectedResponseError,
  UsageError,
} from "./errors/classes.ts";
export type {
  DocumentedError,
  ErrorKind,
  StatuslessError,
  Operation,
  Outcome,
  Phase,
  UndocumentedError,
} from "./errors/classes.ts";
export type {
  EventAttributes,
  FlatpeakEvent,
  LoginEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  TokenStoreEvent,
} from "./send/events.ts";
export { logEvents } from "./send/log-events.ts";
export type { EventLogger } from "./send/log-events.ts";
export type { Watch, WatchedBody } from "./send/watch.ts";
export type {
  BodyShape,
  Encode,
  FieldForm,
  FieldForms,
  LoginFields,
  Manifest,
  OperationEntry,
  ParameterForm,
  ParameterForms,
  Wire,
} from "./manifest.ts";
export type {
  KeyPlace,
  SchemeCredential,
  SchemeCredentials,
  Secure,
  Security,
  SecurityScheme,
} from "./types/security.ts";
export { paginate } from "./pagination/paginate.ts";
export type { PageCursor } from "./errors/page-cursor.ts";
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
export type { OperationBody, OperationData, OperationError, OperationQuery } from "./types/operations.ts";
export type { ClientOptions } from "./options.ts";
export type { ClientErrorStatus, ErrorStatus, ServerErrorStatus, SuccessStatus } from "./errors/status.ts";
export { isApiError, isErrorFrom, unwrap } from "./narrow.ts";
export { VERSION } from "./version.ts";
export type { Token } from "./auth/token.ts";
export type { TokenStore } from "./auth/token-store.ts";
export { encodeRequest } from "./wire/encode-request.ts";
export { secureRequest } from "./auth/secure-request.ts";
