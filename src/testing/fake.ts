import { examples as flatpeakExamples } from "../../generated/examples.ts";
import { manifest as flatpeakManifest } from "../../generated/manifest.ts";
import type { Manifest } from "../manifest.ts";
import { untilAborted } from "./abort.ts";
import { createAccount } from "./account.ts";
import { badRequest, exampleAnswer, exampleError, toResponse } from "./answers.ts";
import type { Answer } from "./answers.ts";
import type { Examples } from "./examples.ts";
import { createIds } from "./ids.ts";
import { isJsonObject, parseJson } from "../json.ts";
import { createLogin } from "./login.ts";
import { recordRequest } from "./record.ts";
import type { RecordedRequest } from "./record.ts";
import { createRouter } from "./routes.ts";
import type { Operation } from "./routes.ts";

/** Settings of {@link createFakeFlatpeak}; all have defaults. */
export interface FakeFlatpeakOptions {
  /** User name of the login. Default: `acc_` and 24 hex digits. */
  readonly accountId?: string | undefined;
  /** Password of the login. Default: a test key, `sk_test_` and 24 hex digits. */
  readonly apiKey?: string | undefined;
  /** Seconds that a bearer holds, told as `expires_in`. Default: 3600. */
  readonly tokenLifetime?: number | undefined;
  /** The clock, in milliseconds; bearers expire by it, objects are dated by it. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /**
   * Status of the answer to a bad key and to a missing, unknown, expired or revoked bearer. Default: 403, which the
   * contract documents. 401 imitates servers that answer so.
   */
  readonly refusalStatus?: 401 | 403 | undefined;
  /** The contract to imitate. Default: the generated one. */
  readonly manifest?: Manifest | undefined;
  /** The contract's examples. Default: the generated ones. */
  readonly examples?: Examples | undefined;
}

/**
 * Answers a request by hand, or leaves it to the fake with `undefined`. `operation` is undefined for a path or method
 * that the contract lacks. `Response.error()` stands for a connection that breaks before any answer.
 */
export type Interceptor = (
  request: Request,
  operation: Operation | undefined,
) => Response | undefined | Promise<Response | undefined>;

/** An answer, and where it came from. */
export interface FakeAnswer {
  readonly response: Response;
  /** Undefined for a path or method that the contract lacks. */
  readonly operation: Operation | undefined;
  /** Whether an {@link Interceptor} gave the answer. */
  readonly intercepted: boolean;
}

/** A Flatpeak in memory; see {@link createFakeFlatpeak}. */
export interface FakeFlatpeak {
  /** The account ID that the login takes. */
  readonly accountId: string;
  /** The API key that the login takes. */
  readonly apiKey: string;
  /** Stands in for `globalThis.fetch`, whatever the origin: only the path counts. Rejects when its signal aborts. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** What `fetch` does, for a server that needs to know how the answer came about. Signals are not watched. */
  readonly answer: (request: Request) => Promise<FakeAnswer>;
  /** All requests so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** How often a login was asked for, refused ones included. */
  readonly logins: number;
  /** Lets `handler` see every request before the fake does, in place of the one before it; undefined ends that. */
  readonly intercept: (handler: Interceptor | undefined) => void;
  /** Ends every bearer issued so far. */
  readonly revokeTokens: () => void;
}

/**
 * Makes a Flatpeak in memory. Devices, customers, locations and tariffs are kept: what was created is listed, fetched,
 * updated and deleted. Every other operation answers the contract's example, whatever IDs it is given. All but the
 * login demand a bearer that was issued here. IDs and bearers are counted up, so that every run gives the same.
 *
 * @example
 * ```ts
 * import { createClient } from "flatpeak";
 * import { createFakeFlatpeak } from "flatpeak/testing";
 *
 * const fake = createFakeFlatpeak();
 * const { accountId, apiKey, fetch } = fake;
 * const flatpeak = createClient({ accountId, apiKey, fetch });
 * await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
 * fake.requests.map(({ operationId }) => operationId); // ["bearer-token", "create-device"]
 * ```
 */
export function createFakeFlatpeak(options: FakeFlatpeakOptions = {}): FakeFlatpeak {
  const {
    accountId = "acc_000000000000000000000001",
    apiKey = "sk_test_000000000000000000000001",
    tokenLifetime = 3600,
    // Looked up at each call, so that a fake timer installed later counts.
    now = () => Date.now(),
    refusalStatus = 403,
    manifest = flatpeakManifest,
    examples = flatpeakExamples,
  } = options;

  const route = createRouter(manifest);
  const login = createLogin({ accountId, apiKey, tokenLifetime, now, nextToken: createIds("bearer") });
  const handlers = createAccount({ accountId, now, examples });
  const requests: RecordedRequest[] = [];
  let logins = 0;
  let interceptor: Interceptor | undefined;

  const refuse = (operation: Operation): Answer => ({
    // The contract has no 401: an imitated one says what its 403 says.
    ...exampleError(operation, examples, 403, { message: "Access denied" }),
    status: refusalStatus,
  });

  const authorize = ({ entry }: Operation, authorization: string | null): boolean => {
    if (entry.security === "none") return true;
    return entry.security === "basic"
      ? login.acceptsBasic(authorization)
      : login.acceptsBearer(authorization);
  };

  /** What the contract says of versioned answers: they name their release. */
  const nameRelease = (answer: Answer, operation: Operation, headers: Headers): Answer => {
    const name = manifest.versionHeader;
    if (name === undefined || !operation.entry.versioned) return answer;
    return { ...answer, headers: { [name.toLowerCase()]: headers.get(name) ?? manifest.apiVersion } };
  };

  const act = (operation: Operation, request: Request, text: string): Answer => {
    if (!authorize(operation, request.headers.get("authorization"))) return refuse(operation);
    // The one operation that takes basic credentials is the login.
    if (operation.entry.security === "basic") return { status: 200, body: login.issue() };
    const body = text === "" ? {} : parseJson(text);
    if (body === undefined) return badRequest("The request body is no valid JSON");
    const handle = handlers[operation.key];
    if (handle === undefined) return exampleAnswer(operation, examples);
    if (!isJsonObject(body)) return badRequest("The request body must be a JSON object");
    return handle({ operation, query: new URL(request.url).searchParams, body });
  };

  const answer = async (request: Request): Promise<FakeAnswer> => {
    const text = await request.clone().text();
    const { pathname } = new URL(request.url);
    const { operation, methods } = route(request.method, pathname);
    requests.push(recordRequest(request, text, operation));
    if (operation?.entry.security === "basic") logins += 1;

    const intercepted = await interceptor?.(request, operation);
    if (intercepted !== undefined) return { response: intercepted, operation, intercepted: true };
    const own =
      operation === undefined
        ? refuseRoute(request.method, pathname, methods)
        : nameRelease(act(operation, request, text), operation, request.headers);
    return { response: toResponse(own), operation, intercepted: false };
  };

  return {
    accountId,
    apiKey,
    answer,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      const answered = await untilAborted(answer(request), request.signal);
      // What `fetch` makes of a network error.
      if (answered.response.type === "error") throw new TypeError("fetch failed");
      return answered.response;
    },
    requests,
    get logins() {
      return logins;
    },
    intercept: (handler) => {
      interceptor = handler;
    },
    revokeTokens: login.revokeAll,
  };
}

function refuseRoute(method: string, path: string, methods: readonly string[]): Answer {
  return methods.length === 0
    ? { status: 404, body: { message: `The contract has no path ${path}` } }
    : {
        status: 405,
        body: { message: `The contract has no ${method} of ${path}` },
        headers: { allow: methods.join(", ") },
      };
}
