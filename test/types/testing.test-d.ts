import { describe, expectTypeOf, test } from "vitest";
import { createClient } from "flatpeak";
import type { Client, Device, ErrorBody, operations, Price } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak, FakeResponse, RecordedRequest } from "flatpeak/testing";
import { listen } from "flatpeak/testing/node";

declare const fake: FakeFlatpeak;
declare const device: Device;

describe("a handler", () => {
  test("may return every documented status with its body, or with the contract's example", () => {
    fake.on("create-device", { status: 201, body: device });
    fake.on("create-device", { status: 409 });
    fake.on("create-device", () => ({ status: 409, body: { code: "duplicate_reference" } }));
    fake.on("create-device", () => ({ status: 409, body: { code: "something_new" } }));
    fake.on("create-device", () => Promise.resolve(undefined));
    fake.on("create-device", async ({ request }) => {
      const text = await request.text();
      return text === "" ? { status: 409, body: { message: "empty" } } : undefined;
    });
    fake.on("create-device", { status: 409, headers: { "retry-after": "1" } });
  });

  test("gets the typed request", () => {
    fake.on("update-device", ({ operationId, params, query, body, request }) => {
      expectTypeOf(operationId).toEqualTypeOf<"update-device">();
      expectTypeOf(params).toEqualTypeOf<{ readonly id: string }>();
      expectTypeOf(query).toEqualTypeOf<object>();
      expectTypeOf(body?.reference_id).toEqualTypeOf<string | undefined>();
      expectTypeOf(request).toEqualTypeOf<Request>();
      return undefined;
    });
    fake.on("list-devices", ({ params, query, body }) => {
      expectTypeOf(params).toEqualTypeOf<object>();
      expectTypeOf(query.limit).toEqualTypeOf<string | undefined>();
      expectTypeOf(body).toEqualTypeOf<undefined>();
      return undefined;
    });
    fake.on("get-price", ({ body }) => {
      expectTypeOf(body.end_time).toEqualTypeOf<string>();
      return undefined;
    });
  });

  test("of an operation that the contract lacks does not compile", () => {
    // @ts-expect-error: misspelled
    fake.on("create-devise", { status: 409 });
    // @ts-expect-error: a path is no operationId
    fake.on("POST /devices", { status: 409 });
  });

  test("with a status that the operation does not document does not compile", () => {
    // @ts-expect-error: create-device documents 201, 403 and 409
    fake.on("create-device", { status: 404 });
    // @ts-expect-error: from a function
    fake.on("create-device", () => ({ status: 200, body: device }));
    // @ts-expect-error: from an async one
    fake.on("create-device", async () => Promise.resolve({ status: 500 } as const));
  });

  test("with the body of another status, or with missing or unknown fields, does not compile", () => {
    // @ts-expect-error: a device is no error
    fake.on("create-device", { status: 409, body: { message: 5 } });
    // @ts-expect-error: an error is no device
    fake.on("create-device", { status: 201, body: { object: "error", type: "invalid_request" } });
    // @ts-expect-error: the 403 needs a code and a type
    fake.on("create-device", { status: 403, body: { object: "error" } });
    // @ts-expect-error: from a function
    fake.on("create-device", ({ body }) => ({ status: 201, body: { id: body?.reference_id ?? "" } }));
    // @ts-expect-error: a misspelled field
    fake.on("create-device", { status: 409, body: { mesage: "taken" } });
    // @ts-expect-error: a misspelled key
    fake.on("create-device", { status: 409, boby: {} });
  });

  test("cannot return a Response, which the compiler cannot check", () => {
    // @ts-expect-error: only fail allows it
    fake.on("create-device", () => new Response());
  });
});

describe("a response", () => {
  test("is one of the documented statuses", () => {
    expectTypeOf<FakeResponse<"create-device">["status"]>().toEqualTypeOf<201 | 403 | 409>();
    expectTypeOf<Extract<FakeResponse<"create-device">, { status: 201 }>["body"]>().toEqualTypeOf<
      Device | undefined
    >();
  });

  test("has the statuses of ranges and default", () => {
    interface Pets {
      find: {
        parameters: { query?: { tag?: string[] }; path?: never };
        responses: {
          200: { content: { "application/json": "cat" } };
          "4XX": { content: { "application/json": { reason: string } } };
          404: { content?: never };
          default: { content: { "text/plain": string } };
        };
      };
    }
    type Documented = FakeResponse<"find", Pets>;
    type BodyOf<Status> = Documented extends infer Each
      ? Each extends { status: infer Statuses; body?: infer Body }
        ? Status extends Statuses
          ? Body
          : never
        : never
      : never;
    expectTypeOf<BodyOf<200>>().toEqualTypeOf<"cat" | undefined>();
    expectTypeOf<BodyOf<404>>().toEqualTypeOf<undefined>();
    expectTypeOf<BodyOf<418>>().toEqualTypeOf<{ reason: string } | undefined>();
    expectTypeOf<BodyOf<503>>().toEqualTypeOf<string | undefined>();
    const other = createFakeFlatpeak<Pets>({ manifest: { apiVersion: "1", operations: {} }, examples: {} });
    other.on("find", ({ query }) => {
      expectTypeOf(query.tag).toEqualTypeOf<string | readonly string[] | undefined>();
      return { status: 418, body: { reason: "teapot" } };
    });
    // @ts-expect-error: an operation of Flatpeak's
    other.on("create-device", { status: 409 });
  });
});

describe("a fault", () => {
  test("has the fields of its kind", () => {
    fake.fail("create-device", { status: 503, times: 2 });
    fake.fail("bearer-token", { status: 429, headers: { "retry-after": "1" }, carriedOut: true });
    fake.fail("*", { kind: "reset" });
    fake.fail("create-device", { kind: "slow", delay: 100 });
    fake.fail("create-device", { kind: "html", status: 200 });
    fake.fail("create-device", { respond: () => Response.error() });
  });

  test("that is invalid does not compile", () => {
    // @ts-expect-error: a misspelled operationId
    fake.fail("create-devise", { status: 503 });
    // @ts-expect-error: a misspelled kind
    fake.fail("create-device", { kind: "rest" });
    // @ts-expect-error: slow needs a delay
    fake.fail("create-device", { kind: "slow" });
    // @ts-expect-error: a call with a truncated response is always processed
    fake.fail("create-device", { kind: "truncated", carriedOut: false });
    // @ts-expect-error: no failure
    fake.fail("create-device", { status: 200 });
    // @ts-expect-error: bodies are for handlers, which check them
    fake.fail("create-device", { status: 503, body: {} });
  });
});

describe("the record", () => {
  test("is narrowed by the operation", () => {
    const [request] = fake.requests;
    if (request?.operationId === "update-device") {
      expectTypeOf(request.params.id).toEqualTypeOf<string>();
      expectTypeOf(request.body?.reference_id).toEqualTypeOf<string | undefined>();
    }
    if (request?.operationId === "list-devices")
      expectTypeOf(request.query.limit).toEqualTypeOf<string | undefined>();
    expectTypeOf<RecordedRequest["operationId"]>().toEqualTypeOf<keyof operations | undefined>();
    // @ts-expect-error: a misspelled operationId
    if (request?.operationId === "create-devise") return;
  });
});

describe("a delivery", () => {
  test("may have any or none of the data fields of its event type", () => {
    expectTypeOf(fake.event("device.create")).toEqualTypeOf<Promise<Request>>();
    void fake.event("device.create", { reference_id: "DEV1" }, { signed: true });
    void fake.event("tariff.expired", { tariff_id: "trf_1", customer_id: undefined });
    void fake.event("tariff.connection.upgrade");
  });

  test("that is invalid does not compile", () => {
    // @ts-expect-error: a misspelled type
    void fake.event("device.craete");
    // @ts-expect-error: a field that devices do not have
    void fake.event("device.create", { tariff_id: "trf_1" });
    // @ts-expect-error: a field of another type
    void fake.event("device.create", { reference_id: 1 });
    // @ts-expect-error: a misspelled option
    void fake.event("device.create", {}, { sign: true });
  });
});

test("createClient and listen accept a fake", () => {
  expectTypeOf(createClient(fake)).toEqualTypeOf<Client>();
  expectTypeOf(fake.fetch).toExtend<typeof globalThis.fetch>();
  expectTypeOf(listen).toBeCallableWith(fake);
});

test("an example has the body of its status, and accepts changes to its fields", () => {
  expectTypeOf(fake.example("get-price").body).toEqualTypeOf<Price>();
  expectTypeOf(fake.example("get-price", 422).body).toExtend<ErrorBody>();
  fake.on("get-price", fake.example("get-price", 200, { currency_code: "GBP" }));
  // @ts-expect-error a price has no currency
  fake.example("get-price", 200, { currency: "GBP" });
  // @ts-expect-error 418 is not documented
  fake.example("get-price", 418);
});

test("curves and states are checked", () => {
  fake.prices("loc_1", { "06:00": 0.3 });
  // @ts-expect-error no local time
  fake.prices("loc_1", { morning: 0.3 });
  // @ts-expect-error no state
  fake.tariff("loc_1", "gone");
});
