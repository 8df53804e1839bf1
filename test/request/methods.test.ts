import { afterEach, describe, expect, test, vi } from "vitest";
import { callsOf, contractOfOperations } from "../support/generated-client.ts";

const METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"];
const contract = contractOfOperations(Object.fromEntries(METHODS.map((method) => [`${method} /route`, {}])));
const baseUrl = "https://api.example.com";
const REFUSAL = "TRACE /route was not sent: the runtime cannot send TRACE; pass a fetch that can";

const sent: (string | undefined)[] = [];
const fetch = (_url: string, { method }: RequestInit) => {
  sent.push(method);
  return Promise.resolve(new Response(null, { status: 204 }));
};

afterEach(() => {
  sent.length = 0;
  vi.unstubAllGlobals();
});

test.each(METHODS)("%s of a client sends its method", async (method) => {
  const { error, response } = await callsOf(contract, { baseUrl, fetch })(`${method} /route`);
  expect(error).toBeUndefined();
  expect(response?.status).toBe(204);
  expect(sent).toEqual([method]);
});

describe("a TRACE", () => {
  test("is refused if the platform's fetch refuses it, with what to do", async () => {
    const { error } = await callsOf(contract, { baseUrl })("TRACE /route");
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0, message: REFUSAL });
  });

  test("is sent by the fetch of a call", async () => {
    expect((await callsOf(contract, { baseUrl })("TRACE /route", { fetch })).error).toBeUndefined();
    expect(sent).toEqual(["TRACE"]);
  });

  test("is sent on a platform that sends it; only this method is tried there", async () => {
    const tried: string[] = [];
    vi.stubGlobal("Request", function PlatformRequest(url: string, { method = "GET" }: RequestInit) {
      tried.push(`${method} ${new URL(url).origin}`);
    });
    vi.stubGlobal("fetch", fetch);
    const call = callsOf(contract, { baseUrl });
    expect((await call("GET /route")).error).toBeUndefined();
    expect((await call("TRACE /route")).error).toBeUndefined();
    expect(sent).toEqual(["GET", "TRACE"]);
    expect(tried).toEqual(["TRACE https://trace.invalid"]);
  });
});
