import { examples as flatpeakExamples } from "../../generated/examples.ts";
import { manifest as flatpeakManifest } from "../../generated/manifest.ts";
import type { TariffDirection } from "../../generated/schema.ts";
import { webhooks } from "../../generated/webhooks.ts";
import type { Manifest } from "../manifest.ts";
import { UsageError } from "../errors/classes.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import { describeValue } from "../text/describe-value.ts";
import { isJsonObject } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import { untilAborted } from "./abort.ts";
import { demandResponse, exampleResponse, exampleError, toResponse } from "./plain-response.ts";
import type { PlainResponse } from "./plain-response.ts";
import { createBasePath } from "./base-path.ts";
import { createDeliveries } from "./delivery.ts";
import type { DeliveryOptions } from "./delivery.ts";
import { createDeviations } from "./deviate.ts";
import type { Deviation } from "./deviate.ts";
import type { Examples } from "./examples.ts";
import type { FakeContract, FakeFlatpeak, FakeFlatpeakOptions } from "./fake-flatpeak.ts";
import { createFaults } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { createIds } from "./ids.ts";
import { createJudge } from "./judge.ts";
import { createFakeLogin } from "./login.ts";
import { recordRequest } from "./record.ts";
import type { PlainRecord } from "./record.ts";
import { createRouter } from "./routes.ts";
import type { CalledOperation } from "./routes.ts";
import { publishKeys } from "./signing-key.ts";
import { createService } from "./service.ts";
import type { PlainHandler } from "./service.ts";
import { breakOff, strike } from "./strike.ts";
import type { PriceCurve } from "./world/curve.ts";
import type { TariffState } from "./world/market.ts";
import { createWorld } from "./world/world.ts";
import type { WebhookHandler } from "./world/world.ts";

/**
 * Creates a fake of the Flatpeak API in memory. It stores devices, customers, locations and tariffs: you can create,
 * list, fetch, update and delete them. Prices, schedules, costs and events follow from them. The operations of Connect
 * return the contract's examples. All operations except the login require a bearer token that this fake issued. IDs
 * and tokens are numbered, so every run has the same ones.
 *
 * @throws UsageError for a misspelled option or an invalid value
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
 * Creates a fake of another contract: `createFakeFlatpeak<operations>({ manifest, examples })`. Import the three from
 * the folder that `npm run generate -- --spec FILE --out DIR` writes. The fake of another Flatpeak contract also
 * stores objects.
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
    // Looked up at each call, so that fake timers installed later take effect.
    now = () => Date.now(),
    refusalStatus = 403,
    lenient = false,
  } = options;
  refuseInvalid({ tokenLifetime, now, refusalStatus });
  const manifest: Manifest = options.manifest ?? flatpeakManifest;
  const examples: Examples = options.examples ?? flatpeakExamples;
  const stateful = manifest.baseUrl === flatpeakManifest.baseUrl;
  const { operationId: loginId, login: fields } =
    Object.values(manifest.operations).find((entry) => entry.login !== undefined) ?? {};
  const login = createFakeLogin({
    accountId,
    apiKey,
    fields,
    tokenLifetime,
    now,
    nextToken: createIds("bearer"),
  });
  // Only the package's own contract has validators.
  const judge = lenient || options.manifest !== undefined ? () => undefined : createJudge(examples);
  const start = () => {
    const deliveries = createDeliveries({ accountId, now, examples }, manifest);
    const world = createWorld({ accountId, now, examples, lenient }, deliveries);
    const handlers = stateful ? { ...world.handlers, ...deliveries.handlers } : {};
    const service = createService({ login, refusalStatus, judge, manifest, examples, handlers });
    return { deliveries, world, service };
  };

  const route = createRouter(manifest);
  const removeBase = createBasePath(manifest, [webhooks.keys]);
  const operations = new Map(
    Object.entries(manifest.operations).map(([key, entry]) => [entry.operationId, { key, entry }]),
  );
  const faults = createFaults();
  const deviations = createDeviations(manifest.versionHeader);
  const requests: PlainRecord[] = [];
  let { deliveries, world, service } = start();

  const demandOperation = (operationId: string): Pick<CalledOperation, "key" | "entry"> => {
    const operation = operations.get(operationId);
    if (operation !== undefined) return operation;
    const known = [...operations.keys()].join(", ");
    throw new Error(`The contract has no operation "${operationId}"; it has ${known}`);
  };

  const demandFlatpeak = (): void => {
    if (!stateful) throw new Error("Only the fake of Flatpeak's contract has webhooks");
  };

  const respondToStray = async (
    method: string,
    path: string,
    methods: readonly string[],
  ): Promise<PlainResponse> =>
    stateful && method === "GET" && path === webhooks.keys
      ? { status: 200, body: await publishKeys() }
      : refuseRoute(method, path, methods);

  const respond = async (request: Request): Promise<Response> => {
    const text = await request.clone().text();
    const path = removeBase(new URL(request.url).pathname);
    const { operation, methods } = route(request.method, path);
    requests.push(recordRequest(request, text, operation, login.secrets()));
    const carryOut = async (): Promise<Response> =>
      toResponse(
        operation === undefined
          ? await respondToStray(request.method, path, methods)
          : deviations.apply(operation.operationId, await service.carryOut(operation, request, text)),
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
      const response = await untilAborted(respond(request), request.signal);
      // `fetch` rejects for a network error.
      if (response.type === "error") throw breakOff();
      return response;
    },
  };
  const members = {
    requests,
    get logins() {
      return requests.filter(({ operationId }) => loginId !== undefined && operationId === loginId).length;
    },
    on: (operationId: string, handler: PlainResponse | PlainHandler) => {
      demandOperation(operationId);
      if (typeof handler !== "function") {
        demandResponse(handler);
        refuseUnknown("the response", handler, RESPONSE_NAMES);
      }
      return service.on(operationId, typeof handler === "function" ? handler : () => handler);
    },
    fail: (operationId: string, fault: Fault) => {
      if (operationId !== "*") demandOperation(operationId);
      return faults.add(operationId, fault);
    },
    deviate: (operationId: string, deviation: Deviation) => {
      demandOperation(operationId);
      return deviations.add(operationId, deviation);
    },
    event: async (type: string, data?: JsonObject, options?: DeliveryOptions) => {
      demandFlatpeak();
      return deliveries.event(type, data, options);
    },
    deliverEvents: async (handler: WebhookHandler, options?: DeliveryOptions) => {
      demandFlatpeak();
      return world.deliverEvents(handler, options);
    },
    prices: (locationId: string, curve: PriceCurve, direction?: TariffDirection) => {
      world.prices(locationId, curve, direction);
    },
    tariff: (locationId: string, state: TariffState, direction?: TariffDirection) => {
      world.tariff(locationId, state, direction);
    },
    example: (operationId: string, status?: number, changes: JsonObject = {}) => {
      const response = exampleResponse(demandOperation(operationId), examples, status);
      const { body } = response;
      return isJsonObject(body) ? { ...response, body: { ...body, ...changes } } : response;
    },
    issueToken: login.issueToken,
    revokeTokens: login.revokeAll,
    reset: () => {
      ({ deliveries, world, service } = start());
      faults.clear();
      deviations.clear();
      requests.length = 0;
    },
  };
  return Object.defineProperties(clientOptions, hidden(members));
}

const RESPONSE_NAMES: ReadonlySet<string> = new Set<keyof PlainResponse>(["status", "body", "headers"]);
const FAKE_OPTIONS: ReadonlySet<string> = new Set<keyof FakeFlatpeakOptions | keyof FakeContract>([
  "accountId",
  "apiKey",
  "tokenLifetime",
  "now",
  "refusalStatus",
  "lenient",
  "manifest",
  "examples",
]);

/** Refuses values that only JavaScript can pass, apart from negative numbers and NaN. */
function refuseInvalid({
  tokenLifetime,
  now,
  refusalStatus,
}: Readonly<Record<"tokenLifetime" | "now" | "refusalStatus", unknown>>): void {
  if (typeof tokenLifetime !== "number" || !(tokenLifetime >= 0)) {
    throw new UsageError(`tokenLifetime is ${describeValue(tokenLifetime)}; it must be seconds, 0 or more`);
  }
  if (typeof now !== "function") throw new UsageError("now must be a function that returns milliseconds");
  if (refusalStatus !== 401 && refusalStatus !== 403) {
    throw new UsageError(`refusalStatus is ${describeValue(refusalStatus)}; it must be 401 or 403`);
  }
}

/** Makes members non-enumerable: `createClient` and a spread treat enumerable members as options. */
function hidden(members: object): PropertyDescriptorMap {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(members));
  return Object.fromEntries(descriptors.map(([name, member]) => [name, { ...member, enumerable: false }]));
}

function refuseRoute(method: string, path: string, methods: readonly string[]): PlainResponse {
  return methods.length === 0
    ? { status: 404, body: { message: `The contract has no path ${path}` } }
    : {
        status: 405,
        body: { message: `The contract has no ${method} of ${path}` },
        headers: { allow: methods.join(", ") },
      };
}
