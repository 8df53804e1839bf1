import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

const request = new AsyncLocalStorage<string>();

afterEach(() => {
  vi.restoreAllMocks();
});

/** A client that records the async context of each of its steps. */
function connect() {
  const fake = createFakeFlatpeak({ tokenLifetime: 100 });
  const seen: [what: string, request: string | undefined][] = [];
  const note = (what: string) => seen.push([what, request.getStore()]);
  const { accountId, apiKey } = fake;
  const flatpeak = createClient({
    accountId,
    apiKey,
    fetch: async (url, init) => {
      note(url.endsWith("/login") ? "login is sent" : "call is sent");
      await sleep(1);
      return fake.fetch(url, init);
    },
    onEvent: ({ type }) => (type === "login" || type === "refresh" ? note(type) : undefined),
    tokenStore: {
      get: () => Promise.resolve(void note("store is read")),
      set: () => Promise.resolve(void note("store is written")),
    },
    waitUntil: () => note("waitUntil is called"),
  });
  return { flatpeak, seen };
}

const ofLogin = /login|refresh|store/;

test("a login that calls share runs in the async context of none of them", async () => {
  const { flatpeak, seen } = connect();
  const names = ["first", "second", "third"];
  await Promise.all(names.map((name) => request.run(name, () => flatpeak.GET("/devices"))));
  const login = seen.filter(([what]) => ofLogin.test(what));
  expect(login.map(([what]) => what)).toEqual(
    expect.arrayContaining(["store is read", "login is sent", "login", "store is written"]),
  );
  expect(login.filter(([, context]) => context !== undefined)).toEqual([]);
  // Some platforms use the async context to find the request to keep alive.
  expect(seen).toContainEqual(["waitUntil is called", "first"]);
  const calls = seen.filter(([what]) => what === "call is sent");
  expect(calls.map(([, context]) => context).sort()).toEqual([...names].sort());
});

test("a refresh in the background runs in no call's async context", async () => {
  const { flatpeak, seen } = connect();
  await flatpeak.GET("/devices");
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 85_000);
  await request.run("late", () => flatpeak.GET("/devices"));
  await expect.poll(() => seen.map(([what]) => what)).toContain("refresh");
  expect(seen.filter(([what, context]) => ofLogin.test(what) && context !== undefined)).toEqual([]);
});

test.each<[string, unknown]>([
  ["has no AsyncLocalStorage", undefined],
  [
    "refuses",
    () => {
      throw new Error("not here");
    },
  ],
  ["has no snapshots", () => ({ AsyncLocalStorage: () => undefined })],
])("on a platform that %s, a login works", async (_name, getBuiltinModule) => {
  vi.stubGlobal("process", { env: {}, getBuiltinModule });
  const { flatpeak } = connect();
  vi.unstubAllGlobals();
  expect((await flatpeak.GET("/devices")).error).toBeUndefined();
});
