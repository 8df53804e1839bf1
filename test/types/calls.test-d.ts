import { describe, expectTypeOf, test } from "vitest";
import type {
  CallOutcome,
  Client,
  OperationBody,
  OperationData,
  OperationError,
  OperationQuery,
  UndocumentedError,
} from "flatpeak";
import { createClient, isErrorFrom, unwrap } from "flatpeak";
import type { manifest } from "../../generated/manifest.ts";
import type { Manifest } from "../../src/manifest.ts";

declare const flatpeak: Client;
const device = { params: { path: { id: "dev_1" } } };

describe("an invalid call does not compile", () => {
  test("unknown paths", () => {
    // @ts-expect-error -- misspelled
    void flatpeak.GET("/device");
    // @ts-expect-error -- a path with an ID instead of the template
    void flatpeak.GET("/devices/dev_1");
  });

  test("methods that a path lacks", () => {
    // @ts-expect-error -- devices are created with POST
    void flatpeak.PUT("/devices");
    // @ts-expect-error -- no operation of the contract has HEAD
    void flatpeak.HEAD("/devices");
  });

  test("misspelled keys of init", () => {
    // @ts-expect-error -- timeOut
    void flatpeak.GET("/devices", { timeOut: 5 });
    // @ts-expect-error -- json
    void flatpeak.POST("/devices", { json: {} });
    // @ts-expect-error -- method is not the caller's to set
    void flatpeak.GET("/devices", { method: "POST" });
  });

  test("misspelled keys of query, path and body", () => {
    // @ts-expect-error -- limits
    void flatpeak.GET("/devices", { params: { query: { limits: 5 } } });
    // @ts-expect-error -- queries
    void flatpeak.GET("/devices", { params: { queries: { limit: 5 } } });
    // @ts-expect-error -- idd
    void flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_1", idd: "dev_1" } } });
    // @ts-expect-error -- referenceId
    void flatpeak.POST("/devices", { body: { referenceId: "DEV1" } });
    void flatpeak.POST("/connect/token", {
      // @ts-expect-error -- contry_code, two levels down
      body: { connect_url: "", callback_url: "", postal_address: { contry_code: "GB" } },
    });
  });

  test("missing parameters and bodies", () => {
    // @ts-expect-error -- no init at all
    void flatpeak.GET("/devices/{id}");
    // @ts-expect-error -- no params
    void flatpeak.GET("/devices/{id}", {});
    // @ts-expect-error -- no path
    void flatpeak.GET("/devices/{id}", { params: {} });
    // @ts-expect-error -- no required query parameter
    void flatpeak.GET("/tariffs");
    // @ts-expect-error -- no body
    void flatpeak.POST("/prices/{id}", device);
    // @ts-expect-error -- a body without its required field
    void flatpeak.POST("/prices/{id}", { ...device, body: {} });
  });

  test("values of the wrong type", () => {
    // @ts-expect-error -- a number as text
    void flatpeak.GET("/devices", { params: { query: { limit: "5" } } });
    // @ts-expect-error -- no such direction
    void flatpeak.POST("/prices/{id}", { ...device, body: { end_time: "", tariff_direction: "SIDEWAYS" } });
    // @ts-expect-error -- an operation without a body
    void flatpeak.GET("/devices", { body: {} });
    // @ts-expect-error -- no such form
    void flatpeak.GET("/devices", { parseAs: "xml" });
    // @ts-expect-error -- signal and redirect are not for fetchOptions
    void flatpeak.GET("/devices", { fetchOptions: { redirect: "follow" } });
  });

  test("options of a client", () => {
    // @ts-expect-error -- misspelled
    createClient({ acountId: "acc_1" });
    // @ts-expect-error -- a number
    createClient({ accountId: 1, apiKey: "sk_test_1" });
  });
});

describe("a valid call needs no cast", () => {
  test("init is optional if and only if none of its fields is required", () => {
    void flatpeak.GET("/devices");
    void flatpeak.GET("/devices", {});
    void flatpeak.POST("/devices");
    void flatpeak.GET("/devices/{id}", device);
    void flatpeak.GET("/tariffs", { params: { query: { location_id: "loc_1" } } });
  });

  test("options may be undefined, also with exactOptionalPropertyTypes", () => {
    const maybe: { signal?: AbortSignal | undefined; timeout?: number | undefined } = {};
    void flatpeak.GET("/devices", { signal: maybe.signal, timeout: maybe.timeout, headers: undefined });
    createClient({ accountId: undefined, apiKey: undefined, token: undefined, timeout: maybe.timeout });
  });

  test("optional query and header parameters may be undefined, required ones may not", () => {
    const maybe: { limit?: number | undefined } = {};
    void flatpeak.GET("/devices", { params: { query: { limit: maybe.limit, starting_after: undefined } } });
    void flatpeak.GET("/devices", {
      params: { query: undefined, header: { "Flatpeak-Version": undefined } },
    });
    // @ts-expect-error -- required
    void flatpeak.GET("/tariffs", { params: { query: { location_id: undefined } } });
    // @ts-expect-error -- required
    void flatpeak.GET("/devices/{id}", { params: { path: { id: undefined } } });
  });

  test("the version header is a parameter of the operations that declare it", () => {
    void flatpeak.GET("/devices", { params: { header: { "Flatpeak-Version": "2025-09-14.anode" } } });
    // @ts-expect-error -- the login does not declare it
    void flatpeak.GET("/login", { params: { header: { "Flatpeak-Version": "2025-09-14.anode" } } });
  });

  test("the standard fetch is accepted", () => {
    createClient({ fetch: globalThis.fetch, fetchOptions: { cache: "no-store", keepalive: true } });
    createClient({ fetchOptions: { dispatcher: {} } });
  });

  test("methods can be destructured from the client", () => {
    const { POST } = flatpeak;
    void POST("/devices", { body: {} });
  });

  test("bodies and queries have types by operationId", () => {
    expectTypeOf<OperationBody<"create-device">>().toEqualTypeOf<{ reference_id?: string }>();
    expectTypeOf<OperationBody<"get-device">>().toEqualTypeOf<never>();
    expectTypeOf<OperationQuery<"list-devices">["limit"]>().toEqualTypeOf<number | undefined>();
  });
});

describe("unwrap accepts only a call", () => {
  test("in a generic wrapper, with the data type of each call", async () => {
    const twice = async <Outcome extends CallOutcome>(call: () => Promise<Outcome>) => {
      await call();
      return unwrap(call());
    };
    expectTypeOf(await twice(() => flatpeak.GET("/devices/{id}", device))).toEqualTypeOf<
      OperationData<"get-device">
    >();
  });

  test("promises of anything else do not compile", () => {
    // @ts-expect-error -- a Response
    void unwrap(fetch("https://api.flatpeak.com"));
    // @ts-expect-error -- not the call, but its data
    void unwrap(unwrap(flatpeak.GET("/devices")));
    // @ts-expect-error -- a result of another client, whose error is not an error of this package
    void unwrap(Promise.resolve({ error: { code: "" }, response: new Response() }));
    // @ts-expect-error -- the method, not its call
    void unwrap(flatpeak.GET);
  });
});

describe("another contract", () => {
  interface OtherPaths {
    "/things": {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      get: {
        parameters: { query?: never; header?: never; path?: never; cookie?: never };
        requestBody?: never;
        responses: {
          200: { headers: Record<string, unknown>; content: { "application/json": { thing: string } } };
          204: { headers: Record<string, unknown>; content?: never };
          404: { headers: Record<string, unknown>; content: { "application/json": { missing: true } } };
          "5XX": { headers: Record<string, unknown>; content: { "application/json": { down: true } } };
          default: { headers: Record<string, unknown>; content: { "application/json": { other: true } } };
        };
      };
      post?: never;
    };
  }
  interface OtherOperations {
    "get-things": OtherPaths["/things"]["get"];
    "get-thing": { responses: { 200: { content: { "application/json": { thing: string } } } } };
  }
  const other: Manifest = { apiVersion: "1", operations: {} };
  const client = createClient<OtherPaths>({ manifest: other });

  test("has its own paths", () => {
    void client.GET("/things");
    // @ts-expect-error -- a path of Flatpeak's
    void client.GET("/devices");
    // @ts-expect-error -- a client over other types needs their manifest
    createClient<OtherPaths>({});
  });

  test("several successes are a union, one without content among them", async () => {
    const { data, error } = await client.GET("/things");
    if (!error) expectTypeOf(data).toEqualTypeOf<{ thing: string } | undefined>();
  });

  test("5XX and default cover the remaining statuses", async () => {
    const { error } = await client.GET("/things");
    if (error?.status === 404) expectTypeOf(error.body).toEqualTypeOf<{ missing: true }>();
    if (error?.status === 503) expectTypeOf(error.body).toEqualTypeOf<{ down: true }>();
    if (error?.status === 418) expectTypeOf(error.body).toEqualTypeOf<{ other: true }>();
    if (error?.kind === "api") expectTypeOf(error.documented).toEqualTypeOf<true>();
  });

  test("its operations can be named by operationId", () => {
    const thrown: unknown = undefined;
    expectTypeOf<OperationData<"get-thing", OtherOperations>>().toEqualTypeOf<{ thing: string }>();
    expectTypeOf<Extract<OperationError<"get-thing", OtherOperations>, { kind: "api" }>>().toEqualTypeOf<
      UndocumentedError<never>
    >();
    if (isErrorFrom<"get-things", OtherOperations>(thrown, "get-things") && thrown.status === 404)
      expectTypeOf(thrown.body).toEqualTypeOf<{ missing: true }>();
    // @ts-expect-error -- an operation of Flatpeak's
    isErrorFrom<"create-device", OtherOperations>(thrown, "create-device");
  });

  test("the generated manifest is a Manifest", () => {
    expectTypeOf<typeof manifest>().toExtend<Manifest>();
  });
});
