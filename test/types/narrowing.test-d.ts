import { describe, expectTypeOf, test } from "vitest";
import type {
  AbortedError,
  AuthenticationError,
  Client,
  ConnectionError,
  Customer,
  Device,
  ErrorBody,
  ErrorStatus,
  OperationData,
  OperationError,
  Price,
  TimeoutError,
  UndocumentedError,
  UnexpectedResponseError,
} from "flatpeak";
import { ApiError, isApiError, isErrorFrom, unwrap, UsageError } from "flatpeak";

declare const flatpeak: Client;

describe("the error of an operation with 403 and 409", async () => {
  const { data, error, response } = await flatpeak.POST("/devices", { body: {} });

  test("data or error, exactly one", () => {
    if (error) {
      expectTypeOf(data).toEqualTypeOf<undefined>();
      expectTypeOf(response).toEqualTypeOf<Response | undefined>();
    } else {
      expectTypeOf(data).toEqualTypeOf<Device>();
      expectTypeOf(data.id).toEqualTypeOf<string>();
      expectTypeOf(response).toEqualTypeOf<Response>();
    }
  });

  test("a documented status narrows the body", () => {
    if (error?.status === 409) {
      expectTypeOf(error.documented).toEqualTypeOf<true>();
      expectTypeOf(error.body.message).toEqualTypeOf<string | undefined>();
      expectTypeOf(error.body).not.toHaveProperty("time_created");
    }
    if (error?.status === 403) {
      expectTypeOf(error.body.type).toEqualTypeOf<string>();
      expectTypeOf(error.body.time_created).toEqualTypeOf<string | undefined>();
    }
  });

  test("known codes are completed, unknown codes compile", () => {
    if (error?.status === 409) {
      expectTypeOf<"duplicate_reference">().toExtend<typeof error.code>();
      expectTypeOf<"something_new">().toExtend<typeof error.code>();
      // Editors complete the known code because it is a separate member.
      expectTypeOf<
        Extract<typeof error.code, "duplicate_reference">
      >().toEqualTypeOf<"duplicate_reference">();
      expectTypeOf<Extract<typeof error.code, "access_denied">>().toEqualTypeOf<never>();
    }
  });

  test("the default branch has the undocumented statuses, and undefined the kinds without a response", () => {
    if (!error) return;
    switch (error.status) {
      case 403:
      case 409:
        break;
      case undefined:
        expectTypeOf(error.kind).toEqualTypeOf<
          "authentication" | "connection" | "timeout" | "aborted" | "unexpected-response" | "usage"
        >();
        expectTypeOf(error).toEqualTypeOf<
          | AuthenticationError
          | ConnectionError
          | TimeoutError
          | AbortedError
          | UnexpectedResponseError
          | UsageError
        >();
        break;
      default:
        expectTypeOf(error).toEqualTypeOf<UndocumentedError<403 | 409>>();
        expectTypeOf(error.body).toEqualTypeOf<unknown>();
        expectTypeOf(error.status).toEqualTypeOf<Exclude<ErrorStatus, 403 | 409>>();
        error.documented satisfies false;
    }
  });

  test("a handler without a documented status does not compile", () => {
    if (!error) return;
    switch (error.status) {
      case 403:
      case undefined:
        break;
      default:
        // @ts-expect-error -- 409 is documented and was not handled
        error.documented satisfies false;
    }
  });

  test("invalid statuses and statuses of successes do not compile", () => {
    // @ts-expect-error -- a typo for 404
    if (error?.status === 4004) return;
    // @ts-expect-error -- a success
    if (error?.status === 201) return;
    // @ts-expect-error -- below the range
    if (error?.status === 399) return;
    // @ts-expect-error -- above the range
    if (error?.status === 600) return;
    // @ts-expect-error -- a text
    if (error?.status === "409") return;
  });

  test("documented distinguishes the documented statuses from the others", () => {
    if (error?.kind !== "api") return;
    if (error.documented) expectTypeOf(error.status).toEqualTypeOf<403 | 409>();
    else expectTypeOf(error.body).toEqualTypeOf<unknown>();
  });

  test("only a timeout has a phase", () => {
    if (error?.kind === "timeout") {
      expectTypeOf(error.phase).toEqualTypeOf<"login" | "request" | "response" | "backoff">();
    }
    // @ts-expect-error -- not before it is known to be a timeout
    expectTypeOf(error?.phase);
  });
});

describe("the errors of other operations", () => {
  test("a 404 has the common error body, and a code of any text", async () => {
    const { error } = await flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_1" } } });
    if (error?.status === 404) expectTypeOf(error.body).toEqualTypeOf<ErrorBody>();
    // Values listed on a schema that several errors share do not count.
    if (error?.status === 404) expectTypeOf(error.code).toEqualTypeOf<string | undefined>();
  });

  test("the 422 of a price completes its known codes", async () => {
    const { data, error } = await flatpeak.POST("/prices/{id}", {
      params: { path: { id: "loc_1" } },
      body: { end_time: "2026-01-01T00:00:00Z" },
    });
    if (error?.status === 422) {
      expectTypeOf(error.body).toExtend<ErrorBody>();
      expectTypeOf<
        Extract<typeof error.code, "pending_connect" | "no_price_data" | "duplicate_reference">
      >().toEqualTypeOf<"pending_connect" | "no_price_data">();
    }
    if (!error) expectTypeOf(data).toEqualTypeOf<Price>();
  });

  test("a status that another operation documents is undocumented here", async () => {
    const { error } = await flatpeak.POST("/devices", { body: {} });
    if (error?.status === 404) expectTypeOf(error.documented).toEqualTypeOf<false>();
  });

  test("OperationError is the error of the call", async () => {
    const { error } = await flatpeak.POST("/devices");
    if (error) expectTypeOf(error).toEqualTypeOf<OperationError<"create-device">>();
  });
});

describe("the data of an operation", () => {
  test("PATCH /customers/{id} returns a customer", async () => {
    const { data, error } = await flatpeak.PATCH("/customers/{id}", {
      params: { path: { id: "cus_1" } },
      body: { reference_id: "CUS1" },
    });
    if (!error) expectTypeOf(data).toEqualTypeOf<Customer>();
  });

  test("a DELETE may return no data", async () => {
    const { data, error } = await flatpeak.DELETE("/devices/{id}", { params: { path: { id: "dev_1" } } });
    if (!error) expectTypeOf(data).toEqualTypeOf<OperationData<"delete-device"> | undefined>();
  });

  test("parseAs decides the type", async () => {
    const init = { params: { path: { id: "dev_1" } } };
    const text = await flatpeak.GET("/devices/{id}", { ...init, parseAs: "text" });
    if (!text.error) expectTypeOf(text.data).toEqualTypeOf<string>();
    const blob = await flatpeak.GET("/devices/{id}", { ...init, parseAs: "blob" });
    if (!blob.error) expectTypeOf(blob.data).toEqualTypeOf<Blob>();
    const stream = await flatpeak.GET("/devices/{id}", { ...init, parseAs: "stream" });
    if (!stream.error) expectTypeOf(stream.data).toEqualTypeOf<ReadableStream<Uint8Array>>();
    const json = await flatpeak.GET("/devices/{id}", { ...init, parseAs: "json" });
    if (!json.error) expectTypeOf(json.data).toEqualTypeOf<Device>();
  });

  test("unwrap returns only the data", async () => {
    expectTypeOf(await unwrap(flatpeak.POST("/devices"))).toEqualTypeOf<Device>();
  });
});

describe("guards for thrown errors", () => {
  const thrown: unknown = undefined;

  test("isApiError narrows to a status", () => {
    if (isApiError(thrown)) expectTypeOf(thrown).toEqualTypeOf<ApiError>();
    if (thrown instanceof ApiError) expectTypeOf(thrown).toEqualTypeOf<ApiError>();
    if (thrown instanceof UsageError) expectTypeOf(thrown.kind).toEqualTypeOf<"usage">();
    if (isApiError(thrown, 409)) expectTypeOf(thrown.status).toEqualTypeOf<409>();
    // @ts-expect-error -- no status of an error
    isApiError(thrown, 200);
  });

  test("isErrorFrom narrows to the operation's errors, and from there by status", () => {
    if (!isErrorFrom(thrown, "create-device")) return;
    expectTypeOf(thrown).toEqualTypeOf<OperationError<"create-device">>();
    if (thrown.status === 409) expectTypeOf(thrown.body.message).toEqualTypeOf<string | undefined>();
    // @ts-expect-error -- no such operation
    isErrorFrom(thrown, "create-devices");
  });

  test("isApiError picks the member of a union", async () => {
    const { error } = await flatpeak.POST("/devices");
    if (isApiError(error, 409)) expectTypeOf(error.body.message).toEqualTypeOf<string | undefined>();
  });
});
