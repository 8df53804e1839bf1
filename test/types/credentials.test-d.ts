import { test } from "vitest";
import { createClient, secureRequest } from "flatpeak";
import { createFetch } from "flatpeak/fetch";

interface Paths {
  "/a": { get: { parameters: object; responses: { 204: { content?: never } } } };
}

const manifest = {
  apiVersion: "1",
  secure: secureRequest,
  schemes: { key: { in: "header", name: "X-Key" }, account: "basic", oauth: "bearer" },
  operations: {
    "GET /a": {
      operationId: "a",
      security: [["key", "oauth"], ["account"], []],
      versioned: false,
      idempotent: true,
      success: { "204": "empty" },
      errors: {},
    },
  },
} as const;

test("credentials of another contract compile in every form", () => {
  const account = { username: "ada", password: "secret" };
  const maybe: string | undefined = process.env["KEY"];
  createClient<Paths>({ manifest, credentials: { key: "k", account } });
  createClient<Paths>({ manifest, credentials: { key: () => "k" }, token: "t" });
  createClient<Paths>({ manifest, credentials: { key: () => Promise.resolve("k"), account: undefined } });
  createClient<Paths>({ manifest, credentials: { key: maybe } });
  createFetch({ manifest, credentials: { key: "k" } });
});

test("an invalid credential does not compile", () => {
  // @ts-expect-error -- a number
  createClient<Paths>({ manifest, credentials: { key: 1 } });
  // @ts-expect-error -- no password
  createClient<Paths>({ manifest, credentials: { account: { username: "ada" } } });
  // @ts-expect-error -- the option of fetch
  createClient<Paths>({ manifest, credentials: "include" });
  // @ts-expect-error -- Flatpeak's own contract has a login
  createClient({ credentials: { key: "k" } });
});
