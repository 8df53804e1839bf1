import { examples as flatpeakExamples } from "../../generated/examples.ts";
import { manifest as flatpeakManifest } from "../../generated/manifest.ts";
import type { operations } from "../../generated/schema.ts";
import type { Manifest } from "../manifest.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { untilAborted } from "./abort.ts";
import { exampleError, toResponse } from "./answers.ts";
import type { PlainAnswer } from "./answers.ts";
import type { FakeAnswer, FakeHandler, OperationId, RecordedRequest } from "./calls.ts";
import type { Examples } from "./examples.ts";
import { createFaults } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { createIds } from "./ids.ts";
import { createFakeLogin } from "./login.ts";
import { recordRequest } from "./record.ts";
import type { PlainRecord } from "./record.ts";
import { createRouter } from "./routes.ts";
import { createService } from "./service.ts";
import type { PlainHandler } from "./service.ts";
import { breakOff, strike } from "./strike.ts";

/** Settings of {@link createFakeFlatpeak}; all have defaults. */
export interface FakeFlatpeakOptions {
  /** User name of the login. Default: `acc_` and 24 hex digits. */
  readonly accountId?: string | undefined;
  /** Password of the login. Default: a test key, `sk_test_` and 24 hex digits. */
  readonly apiKey?: string | undefined;
  /** Seconds that a bearer holds, told as `expires_in`. Default: 3600. */
  readonly tokenLifetime?: number | undefined;
  /**
   * The clock, in milliseconds; bearers expire by it, objects are dated by it. Default: `Date.now`, so that the fake
   * timers of a test runner move client and fake alike.
   */
  readonly now?: (() => number) | undefined;
  /**
   * Status of the answer to a bad key and to a missing, unknown, expired or revoked bearer. Default: 403, which the
   * contract documents. 401 imitates servers that answer so.
   */
  readonly refusalStatus?: 401 | 403 | undefined;
}

/** Another contract, as `npm run generate -- --spec FILE --out DIR` writes it. */
export interface FakeContract {
  /** The `manifest` of its folder. */
  readonly manifest: Manifest;
  /** The `examples` of its folder. */
  readonly examples: Examples;
}

/**
 * A Flatpeak in memory; see {@link createFakeFlatpeak}. It can be passed to `createClient` as it is, or in a spread with further
 * options: only `accountId`, `apiKey`, `allowBrowser` and `fetch` are enumerable.
 */
export interface FakeFlatpeak<Operations = operations> {
  /** The account ID that the login takes. */
  readonly accountId: string;
  /** The API key that the login takes. */
  readonly apiKey: string;
  /** Has `createClient` take that key in a browser too, or under a simulated DOM: it opens nothing but this fake. */
  readonly allowBrowser: true;
  /** Stands in for `globalThis.fetch`, whatever the origin: only the path counts. Rejects when its signal aborts. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** All requests so far, in order of arrival, those of the login included. */
  readonly requests: readonly RecordedRequest<Operations>[];
  /** How often a login was asked for, refused ones included. */
  readonly logins: number;
  /**
   * Answers an operation by hand, in place of the handler before: with an answer, or a function that gives one or leaves
   * the call to the fake. Statuses and bodies are those of the contract; for others there is {@link FakeFlatpeak.fail}.
   *
   * @returns what ends it
   * @throws Error for an operation that the contract lacks, UsageError for a misspelled name
   * @example
   * ```ts
   * import { createFakeFlatpeak } from "flatpeak/testing";
   *
   * const fake = createFakeFlatpeak();
   * fake.on("get-price", { status: 422, body: { object: "error", code: "pending_connect" } });
   * fake.on("create-device", ({ body }) =>
   *   body?.reference_id === "TAKEN" ? { status: 409 } : undefined, // the contract's example of a 409
   * );
   * ```
   */
  readonly on: <Id extends OperationId<Operations>>(
    operationId: Id,
    answer: FakeAnswer<Id, Operations> | FakeHandler<Id, Operations>,
  ) => () => void;
  /**
   * Has calls fail, before their credentials are looked at: every call of an operation, or of `"*"`, or as many `times`
   * as said. Faults of one operation follow one another; one without `times` lasts until it is ended or another is set.
   *
   * @returns what ends it
   * @throws Error for an operation that the contract lacks, UsageError for a misspelled name
   * @example
   * ```ts
   * import { createFakeFlatpeak } from "flatpeak/testing";
   *
   * const fake = createFakeFlatpeak();
   * fake.fail("create-device", { status: 503, times: 2 });
   * fake.fail("create-device", { kind: "reset", carriedOut: true, times: 1 }); // made, but the answer is lost
   * const end = fake.fail("bearer-token", { kind: "stall" });
   * end();
   * ```
   */
  readonly fail: (operationId: OperationId<Operations> | "*", fault: Fault) => () => void;
  /** A bearer such as a login hands out, for a client that is given one: `createClient({ token, fetch })`. */
  readonly issueToken: () => string;
  /** Ends every bearer issued so far. */
  readonly revokeTokens: () => void;
  /**
   * Takes objects, handlers, faults and the record back to the beginning. Bearers hold on, as a client that outlives a test
   * may have one; {@link FakeFlatpeak.revokeTokens} ends them.
   */
  readonly reset: () => void;
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
 * const flatpeak = createClient(fake); // accountId, apiKey and fetch
 * await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
 * fake.requests.map(({ operationId }) => operationId); // ["bearer-token", "create-device"]
 * ```
 */
export function createFakeFlatpeak(options?: FakeFlatpeakOptions): FakeFlatpeak;
/**
 * Makes a fake of another contract: `createFakeFlatpeak<operations>({ manifest, examples })`, with the three of the
 * folder that `npm run generate -- --spec FILE --out DIR` writes. Of a contract of Flatpeak's, objects are kept as well.
 */
export function createFakeFlatpeak<Operations extends object>(
  options: FakeFlatpeakOptions & FakeContract,
): FakeFlatpeak<Operations>;
export function createFakeFlatpeak(options: FakeFlatpeakOptions & Partial<FakeContract> = {}): object {
  refuseUnknown("createFakeFlatpeak", options, FAKE_OPTIONS);
  const {
    accountId = "acc_000000000000000000000001",
    apiKey = "sk_test_000000000000000000000001",
    tokenLifetime = 3600,
    // Looked up at each call, so that a fake timer installed later counts.
    now = () => Date.now(),
    refusalStatus = 403,
  } = options;
  const manifest: Manifest = options.manifest ?? flatpeakManifest;
  const examples: Examples = options.examples ?? flatpeakExamples;
  const stateful = manifest.baseUrl === flatpeakManifest.baseUrl;
  const entries = Object.values(manifest.operations);
  const { operationId: loginId, login: fields } = entries.find((entry) => entry.login !== undefined) ?? {};
  const login = createFakeLogin({
    accountId,
    apiKey,
    fields,
    tokenLifetime,
    now,
    nextToken: createIds("bearer"),
  });
  const start = () => createService({ login, accountId, now, refusalStatus, manifest, examples, stateful });

  const route = createRouter(manifest);
  const operationIds = new Set(entries.map(({ operationId }) => operationId));
  const faults = createFaults();
  const requests: PlainRecord[] = [];
  let service = start();

  const demandOperation = (operationId: string): void => {
    if (operationIds.has(operationId)) return;
    throw new Error(`The contract has no operation "${operationId}"; it has ${[...operationIds].join(", ")}`);
  };

  const answer = async (request: Request): Promise<Response> => {
    const text = await request.clone().text();
    const { pathname } = new URL(request.url);
    const { operation, methods } = route(request.method, pathname);
    requests.push(recordRequest(request, text, operation, login.secrets()));
    const carryOut = async (): Promise<Response> =>
      toResponse(
        operation === undefined
          ? refuseRoute(request.method, pathname, methods)
          : await service.carryOut(operation, request, text),
      );
    const fault = faults.next(operation?.operationId);
    if (fault === undefined) return carryOut();
    return strike(fault, {
      request,
      operationId: operation?.operationId,
      carryOut,
      describe: (status) =>
        operation === undefined ? { status } : exampleError(operation, examples, status),
    });
  };

  const clientOptions = {
    accountId,
    apiKey,
    allowBrowser: true,
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      const response = await untilAborted(answer(request), request.signal);
      // What `fetch` makes of a network error.
      if (response.type === "error") throw breakOff();
      return response;
    },
  };
  const members = {
    requests,
    get logins() {
      return requests.filter(({ operationId }) => loginId !== undefined && operationId === loginId).length;
    },
    on: (operationId: string, handler: PlainAnswer | PlainHandler) => {
      demandOperation(operationId);
      if (typeof handler !== "function") refuseUnknown("the answer", handler, ANSWER_NAMES);
      return service.on(operationId, typeof handler === "function" ? handler : () => handler);
    },
    fail: (operationId: string, fault: Fault) => {
      if (operationId !== "*") demandOperation(operationId);
      return faults.add(operationId, fault);
    },
    issueToken: login.issueToken,
    revokeTokens: login.revokeAll,
    reset: () => {
      service = start();
      faults.clear();
      requests.length = 0;
    },
  };
  return Object.defineProperties(clientOptions, hidden(members));
}

const ANSWER_NAMES: ReadonlySet<string> = new Set<keyof PlainAnswer>(["status", "body", "headers"]);
const FAKE_OPTIONS: ReadonlySet<string> = new Set<keyof FakeFlatpeakOptions | keyof FakeContract>([
  "accountId",
  "apiKey",
  "tokenLifetime",
  "now",
  "refusalStatus",
  "manifest",
  "examples",
]);

/** The fake is passed to `createClient`, itself or in a spread, which take its enumerable members for options. */
function hidden(members: object): PropertyDescriptorMap {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(members));
  return Object.fromEntries(descriptors.map(([name, member]) => [name, { ...member, enumerable: false }]));
}

function refuseRoute(method: string, path: string, methods: readonly string[]): PlainAnswer {
  return methods.length === 0
    ? { status: 404, body: { message: `The contract has no path ${path}` } }
    : {
        status: 405,
        body: { message: `The contract has no ${method} of ${path}` },
        headers: { allow: methods.join(", ") },
      };
}
