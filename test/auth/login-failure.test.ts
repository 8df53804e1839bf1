import { expect, test } from "vitest";
import { createClient, UsageError } from "flatpeak";
import type { Fetch } from "flatpeak";

/** The error of a call whose login gets this response. */
async function failureOf(fetch: Fetch) {
  const flatpeak = createClient({ accountId: "acc_1", apiKey: "sk_test_1", fetch, retries: 0 });
  return (await flatpeak.GET("/devices")).error;
}

test.each([
  [401, /^The login was refused: 401 .*\. Check accountId and apiKey\.$/],
  [403, /^The login was refused: 403 .*\. Check accountId and apiKey\.$/],
  [500, /^The login failed: 500 /],
])("a login that returns %i says whether the credentials were refused", async (status, message) => {
  const error = await failureOf(() => Promise.resolve(Response.json({}, { status })));
  expect(error).toMatchObject({ kind: "authentication", outcome: "not-sent" });
  expect(error?.message).toMatch(message);
});

test("a login without a connection says that the login failed", async () => {
  const error = await failureOf(() => Promise.reject(new TypeError("fetch failed")));
  expect(error).toMatchObject({ kind: "connection", outcome: "not-sent" });
  expect(error?.message).toMatch(/^During login: /);
});

test.each([{ accountId: "acc_1" }, { apiKey: "sk_test_1" }])(
  "a token together with %o is refused",
  (pair) => {
    expect(() => createClient({ token: "bearer", ...pair })).toThrow(UsageError);
    expect(() => createClient({ token: "bearer", ...pair })).toThrow(/two kinds of credentials/);
  },
);
