/**
 * Authentication of an operation: a bearer token, the basic auth of the login, or nothing. Otherwise a list of
 * alternatives, each with the names of the `schemes` that are sent together. An empty alternative means no credentials.
 */
export type Security = "bearer" | "basic" | "none" | readonly (readonly string[])[];

/** A bearer token, basic auth, or the place of an API key. */
export type SecurityScheme = "bearer" | "basic" | KeyPlace;

/** Place of an API key in a request. */
export interface KeyPlace {
  /** Part of the request that contains the key. */
  readonly in: "header" | "query" | "cookie";
  /** Name of the header, query parameter or cookie. */
  readonly name: string;
}

/**
 * Credentials for the security schemes of a contract, by name of the scheme:
 *
 * - an API key, or a function that returns one
 * - user name and password for basic auth
 *
 * The client calls the function before every attempt, in the async context of the call, and does not cache its result.
 * Pass a bearer token as the option `token` instead.
 */
export type SchemeCredentials = Readonly<Record<string, SchemeCredential | undefined>>;

/** Credential for one security scheme. */
export type SchemeCredential =
  string | (() => string | PromiseLike<string>) | { readonly username: string; readonly password: string };

/**
 * Reads the credentials of a client.
 *
 * @param allowBrowser true if a browser may have fixed credentials
 * @throws UsageError for unknown schemes and for values that cannot be sent
 */
export type Secure = (
  schemes: Readonly<Record<string, SecurityScheme>>,
  credentials: SchemeCredentials,
  allowBrowser: boolean,
) => Secured;

/** Sends requests with the credentials of a client. */
export interface Secured {
  /**
   * Fixed credentials that errors must not contain. Each is a value of `authorization`, or `Key ` followed by an API key.
   */
  readonly secrets: readonly string[];
  /** True if a client without a bearer token can send requests with this security. */
  readonly canSend: (security: Security) => boolean;
  /**
   * Sends a request with the credentials of one alternative.
   *
   * @throws UsageError if the client has none of them
   */
  readonly send: <Call extends SecuredCall, Request extends SecuredRequest, Received extends SecuredResponse>(
    call: Call,
    request: Request,
    sender: Sender<Call, Request, Received>,
  ) => Promise<Received>;
}

/** Parts of a call that are needed to send credentials. */
export interface SecuredCall {
  /** Facts about the operation. */
  readonly entry: { readonly security: Security };
  /** Credentials that the call has sent, which its errors leave out. */
  readonly authorizations: string[];
  /** Credentials of the client, which all errors leave out. */
  readonly credentials: { readonly add: (secret: string) => void };
  /** Deadline of the call; it also limits the time to read a credential. */
  readonly deadline: {
    enter(phase: "login"): void;
    race<Value>(promise: Promise<Value>): Promise<Value>;
  };
}

/** Parts of a request that credentials change. */
export interface SecuredRequest {
  /** URL of the request. */
  readonly url: string;
  /** Headers of the request, by name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Holder of a response of `fetch`, whose `url` may contain an API key. */
export interface SecuredResponse {
  /** Response of `fetch`. */
  readonly response: object;
}

/** Ways to send a request. */
export interface Sender<Call, Request, Received> {
  /** Sends a request, with an `authorization` header if one is given. */
  readonly attempt: (call: Call, request: Request, authorization?: string) => Promise<Received>;
  /** Sends with the bearer token of the client, if it has one. */
  readonly bearer: ((call: Call, request: Request) => Promise<Received>) | undefined;
  /** Turns a failure to get a credential into the error of the call. */
  readonly failing: <Value>(credential: Promise<Value>, call: Call) => Promise<Value>;
}
