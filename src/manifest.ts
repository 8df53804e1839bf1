import type { Secure, Security, SecurityScheme } from "./types/security.ts";

/**
 * Run-time facts about a contract, generated from it (`generated/manifest.ts`). The core knows an API only through
 * this record, so a client of another contract needs only another manifest.
 */
export interface Manifest {
  /** The contract's first server. Absent if the contract names none: `createClient` then needs `baseUrl`. */
  readonly baseUrl?: string;
  /** The contract's `info.version`, for example `2025-09-14.anode`. */
  readonly apiVersion: string;
  /** Request header that selects an API version. Absent if the contract declares none. */
  readonly versionHeader?: string;
  /** The `code` of a 403 that refuses the bearer token itself (`x-refused-code`). Absent if only a 401 does. */
  readonly refusedCode?: string;
  /**
   * Encodes the requests of operations that have `wire`. A generated manifest that needs it imports `encodeRequest`.
   */
  readonly encode?: Encode;
  /** Security schemes by name, if an operation has a list of them as its `security`. */
  readonly schemes?: Readonly<Record<string, SecurityScheme>>;
  /** Sends the credentials of `schemes`. A generated manifest that has `schemes` imports `secureRequest`. */
  readonly secure?: Secure;
  /** Operations by method and path template: `"POST /devices"`. */
  readonly operations: Readonly<Record<string, OperationEntry>>;
}

/** One operation of a {@link Manifest}. */
export interface OperationEntry {
  /** The contract's operationId; method and path template if it has none. */
  readonly operationId: string;
  /** Authentication of the operation. */
  readonly security: Security;
  /** Fields of the login response. Only the operation marked as the login (`x-login`) has them. */
  readonly login?: LoginFields;
  /** Media type of the request body. Absent if it is `application/json`, or if there is no body. */
  readonly contentType?: string;
  /** Media types that responses have, as sent in `accept`. Absent if it is `application/json`. */
  readonly accept?: string;
  /** Facts about the operation for `encode`. Absent if all its requests have the usual form. */
  readonly wire?: Wire;
  /** True if the operation declares the version header. */
  readonly versioned: boolean;
  /** True if repeating the request has no further effect. It is then retried after an unknown outcome. */
  readonly idempotent: boolean;
  /** Documented 2xx statuses (or `2XX`, `default`) and the shape of their content. */
  readonly success: Readonly<Record<string, BodyShape>>;
  /** Documented 4xx and 5xx statuses (or `4XX`, `5XX`, `default`) and the shape of their content. */
  readonly errors: Readonly<Record<string, BodyShape>>;
}

/** Names of the fields that a client reads from the response of the login. */
export interface LoginFields {
  /** Holds the bearer token. */
  readonly bearer: string;
  /** Holds the lifetime of the bearer token in seconds. */
  readonly lifetime: string;
  /** Prefix of every API key, to detect an API key that is passed as the account ID. Default: unknown. */
  readonly keyPrefix?: string;
}

/** Top-level shape of a body: `empty` if the contract has no content, `any` if it allows several shapes. */
export type BodyShape = "object" | "array" | "any" | "empty";

/** Differences of an operation's requests from the usual form. */
export interface Wire {
  /** Set if the body is not JSON: a form, text or bytes. */
  readonly body?: true;
  /** Fields of a form that the contract has an `encoding` for. */
  readonly fields?: FieldForms;
  /** Query parameters in a form other than `name=a&name=b` for lists and `name[key]=a` for objects. */
  readonly query?: ParameterForms;
  /** Header parameters in a form of their own, such as lists, objects and JSON. */
  readonly header?: ParameterForms;
  /** Path parameters in a form of their own, such as lists, objects and values with a prefix. */
  readonly path?: ParameterForms;
  /** URL of the operation's own server: absolute, or relative to the contract's server. */
  readonly server?: string;
  /** Set if the path template has a query, which is sent, or a fragment, which is not. */
  readonly suffix?: true;
}

/** Forms of parameters by name. */
export type ParameterForms = Readonly<Record<string, ParameterForm>>;

/** Form of one parameter, in the terms of OpenAPI. */
export interface ParameterForm {
  /** OpenAPI's style; `json` for JSON text, `text` if OpenAPI defines no form for lists and objects. */
  readonly style:
    | "simple"
    | "label"
    | "matrix"
    | "form"
    | "spaceDelimited"
    | "pipeDelimited"
    | "deepObject"
    | "json"
    | "text";
  /** True if each item or property has its own name or value. */
  readonly explode?: boolean;
  /** True if reserved characters are not percent-encoded. */
  readonly allowReserved?: boolean;
}

/** Encodings of the fields of a form body, by name of the field. */
export type FieldForms = Readonly<Record<string, FieldForm>>;

/** Encoding of one field of a form body: that of a query parameter, or the media type of the field's parts. */
export type FieldForm = ParameterForm | { readonly contentType: string };

/** Servers that requests of a client can go to. */
export interface Servers {
  /** URL of the client, without a slash at its end. */
  readonly baseUrl: string;
  /** The contract; its `baseUrl` is the server that it names, if any. */
  readonly manifest: Pick<Manifest, "baseUrl">;
}

/** `Request`, or a class with the same arguments. */
export type RequestClass = new (url: string, init: Pick<RequestInit, "body">) => object;

/** Returns functions that write the parts of a request that need another form. Your own serializers override them. */
export type Encode = (entry: OperationEntry, servers: Servers) => Encoded;

/**
 * Functions that write parts of a request in the form that the contract requires. They throw a `UsageError` for values
 * without such a form.
 */
export interface Encoded {
  /** Writes the body; absent for JSON. */
  readonly bodySerializer?: (body: unknown, headers: Headers) => NonNullable<RequestInit["body"]>;
  /** Writes the query, without its `?`. */
  readonly querySerializer?: (query: unknown) => string;
  /** Inserts the path parameters into a URL. */
  readonly pathSerializer?: (url: string, parameters: Readonly<Record<string, unknown>>) => string;
  /** Writes a header parameter; `undefined` for one in the usual form. */
  readonly writeHeader?: (name: string, value: unknown) => string | undefined;
  /** Rewrites a URL of the client for the server and the path template of the operation. */
  readonly writeUrl?: (url: string) => string;
  /** Wraps a class of requests, so that each has the rewritten URL. */
  readonly wrap?: (given: RequestClass) => RequestClass;
}
