import { createFakeFlatpeak } from "../../src/testing/index.ts";
import type { ContractOperation } from "../contract/document.ts";
import type { ExampleInit } from "./example-call.ts";

/** A response of the fake. */
export interface FakeResponse {
  readonly status: number;
  readonly body: unknown;
}

/** Returns the response of a new fake to the example of an operation. */
export type FakeResponses = (operation: ContractOperation, init: ExampleInit) => Promise<FakeResponse>;

export function createFakeResponses(): FakeResponses {
  return async ({ method, path }, { params = {}, body }) => {
    const fake = createFakeFlatpeak({ now: () => Date.parse("2026-01-01T00:00:00Z") });
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(params.path?.[name])),
    );
    const query = new URLSearchParams(
      Object.entries(params.query ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const isLogin = path === "/login";
    const response = await fake.fetch(`https://api.flatpeak.com${address}?${query.toString()}`, {
      method,
      headers: {
        authorization: isLogin
          ? `Basic ${btoa(`${fake.accountId}:${fake.apiKey}`)}`
          : `Bearer ${fake.issueToken()}`,
        "content-type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
}
