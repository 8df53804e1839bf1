import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient, UsageError } from "flatpeak";
import type { Client, ClientOptions, FlatpeakEvent, TokenStore } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak } from "flatpeak/testing";

const SECOND = 1000;

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.UTC(2026, 0, 1),
    toFake: ["Date", "performance", "setTimeout", "clearTimeout"],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

function connect(fake: FakeFlatpeak, options: ClientOptions): Client {
  const { accountId, apiKey, fetch } = fake;
  return createClient({ accountId, apiKey, fetch, ...options });
}

/** A map as a store that records its calls. */
function createStore(overrides: Partial<TokenStore> = {}) {
  const values = new Map<string, string>();
  const get = vi.fn<TokenStore["get"]>((key) => Promise.resolve(values.get(key)));
  const set = vi.fn<TokenStore["set"]>((key, value) => Promise.resolve(values.set(key, value)));
  if (overrides.get !== undefined) get.mockImplementation(overrides.get);
  if (overrides.set !== undefined) set.mockImplementation(overrides.set);
  return { get, set };
}

const stored = (value: string, age: number, life = 3600 * SECOND) =>
  JSON.stringify({ value, issuedAt: Date.now() - age, expiresAt: Date.now() - age + life });

/** Waits until a store was called: the digest for its key is computed in a thread, outside of fake time. */
async function asked(store: ReturnType<typeof createStore>): Promise<void> {
  while (store.get.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

describe("a token is shared through the store", () => {
  test("a later process makes no login", async () => {
    const fake = createFakeFlatpeak();
    const tokenStore = createStore();
    await connect(fake, { tokenStore }).GET("/devices");
    expect((await connect(fake, { tokenStore }).GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(1);
  });

  test("for its lifetime, in milliseconds", async () => {
    const store = createStore();
    await connect(createFakeFlatpeak({ tokenLifetime: 100 }), { tokenStore: store }).GET("/devices");
    expect(store.set.mock.calls).toEqual([[expect.any(String), expect.any(String), 100 * SECOND]]);
  });

  test("and refreshed once for all processes", async () => {
    const fake = createFakeFlatpeak({ tokenLifetime: 100 });
    const store = createStore();
    const [first, second] = [1, 2].map(() => connect(fake, { tokenStore: store }));
    await first?.GET("/devices");
    await second?.GET("/devices");
    vi.setSystemTime(Date.now() + 85 * SECOND);
    await first?.GET("/devices");
    await expect.poll(() => store.set).toHaveBeenCalledTimes(2);
    await second?.GET("/devices");
    await expect.poll(() => store.get).toHaveBeenCalledTimes(4);
    expect(fake.logins).toBe(2);
  });

  test("and replaced once after the API has revoked it", async () => {
    const fake = createFakeFlatpeak({ refusalStatus: 401 });
    const store = createStore();
    const clients = [1, 2, 3].map(() => connect(fake, { tokenStore: store }));
    for (const client of clients) await client.GET("/devices");
    fake.revokeTokens();
    vi.setSystemTime(Date.now() + SECOND);
    for (const client of clients) expect((await client.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(2);
  });

  test("under a key that contains no credential, and differs by origin, account and API key", async () => {
    const store = createStore();
    const fake = createFakeFlatpeak();
    const identities = [
      {},
      { baseUrl: "https://other.test/login" },
      { accountId: "acc_a", apiKey: "sk_b" },
      { accountId: "acc_as", apiKey: "k_b" },
      { accountId: "acc_a", apiKey: 'sk","b' },
    ];
    for (const identity of identities)
      await connect(fake, { tokenStore: store, ...identity }).GET("/devices");
    const keys = store.get.mock.calls.map(([key]) => key);
    expect(new Set(keys).size).toBe(identities.length);
    for (const key of keys) expect(key).toMatch(/^flatpeak:[0-9a-f]{64}$/);
  });

  test("the platform keeps a login alive until its token is stored", async () => {
    const kept: Promise<unknown>[] = [];
    let finish: () => void = () => undefined;
    const set = () => new Promise<void>((resolve) => (finish = resolve));
    const tokenStore = createStore({ set });
    const waitUntil = (promise: Promise<unknown>) => kept.push(promise);
    await connect(createFakeFlatpeak(), { tokenStore, waitUntil }).GET("/devices");
    expect(kept).toHaveLength(1);
    const ended = vi.fn();
    void kept[0]?.then(ended);
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).not.toHaveBeenCalled();
    finish();
    await kept[0];
    expect(ended).toHaveBeenCalled();
  });
});

describe("a store that fails is bypassed", () => {
  const never = () => new Promise<never>(() => undefined);
  const fails = () => Promise.reject(Object.assign(new Error("secret"), { code: "ECONNREFUSED" }));
  const throws = () => {
    throw new TypeError("secret");
  };

  const circular = new Error("secret");
  circular.cause = circular;

  test.each<[string, Partial<TokenStore>, string]>([
    ["fails with an error that is its own cause", { get: () => Promise.reject(circular) }, "Error"],
    ["never returns a value", { get: never }, "timeout"],
    ["never finishes storing", { set: never }, "timeout"],
    ["fails to get", { get: fails }, "ECONNREFUSED"],
    ["fails to set", { set: fails }, "ECONNREFUSED"],
    ["throws on get", { get: throws }, "TypeError"],
    ["throws on set", { set: throws }, "TypeError"],
    ...["", "{", "null", "[]", '{"value":"t"}', '{"value":"a b","issuedAt":0,"expiresAt":9e99}'].map(
      (text): [string, Partial<TokenStore>, string] => [
        `holds ${text}`,
        { get: () => Promise.resolve(text) },
        "invalid",
      ],
    ),
    ["contains an object", { get: () => Promise.resolve({ value: "t" }) }, "invalid"],
    ["contains no lifetime", { get: () => Promise.resolve('{"value":"t","issuedAt":0}') }, "invalid"],
    [
      "contains no time of issue",
      { get: () => Promise.resolve('{"value":"t","expiresAt":9e99}') },
      "invalid",
    ],
  ])("one that %s", async (_name, overrides, problem) => {
    const fake = createFakeFlatpeak();
    const events: FlatpeakEvent[] = [];
    const onEvent = (event: FlatpeakEvent) => events.push(event);
    const tokenStore = createStore(overrides);
    const flatpeak = connect(fake, { tokenStore, onEvent });
    const call = flatpeak.GET("/devices");
    await asked(tokenStore);
    await vi.advanceTimersByTimeAsync(problem === "timeout" ? SECOND : 0);
    expect((await call).error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(fake.logins).toBe(1);
    const told = events.filter(({ type }) => type === "token-store");
    expect(told.map(({ attributes }) => attributes["error.type"])).toEqual([problem]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a store that is slower than a call's deadline does not delay the call", async () => {
    const flatpeak = connect(createFakeFlatpeak(), { tokenStore: createStore({ get: never }) });
    const call = flatpeak.GET("/devices", { timeout: 500 });
    await vi.advanceTimersByTimeAsync(500);
    expect((await call).error).toMatchObject({ kind: "timeout", phase: "login" });
  });

  test("an empty store causes no event", async () => {
    const onEvent = vi.fn<(event: FlatpeakEvent) => void>();
    const tokenStore = createStore({ get: () => Promise.resolve(null) });
    await connect(createFakeFlatpeak(), { tokenStore, onEvent }).GET("/devices");
    expect(onEvent.mock.calls.filter(([{ type }]) => type === "token-store")).toEqual([]);
  });

  test("a store that keeps returning a refused token costs one login", async () => {
    const fake = createFakeFlatpeak({ refusalStatus: 401 });
    const sent: (string | null)[] = [];
    fake.fail("*", { respond: (request) => void sent.push(request.headers.get("authorization")) });
    const old = [stored("dead-1", 2 * SECOND), stored("dead-2", 3 * SECOND)];
    let turn = 0;
    const get = () => Promise.resolve(old[turn++ % 2]);
    const flatpeak = connect(fake, { tokenStore: createStore({ get }) });
    for (let calls = 0; calls < 3; calls++) expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    fake.revokeTokens();
    vi.setSystemTime(Date.now() + SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.logins).toBe(2);
    expect(sent.filter((bearer) => bearer?.startsWith("Bearer dead"))).toEqual(["Bearer dead-1"]);
  });

  test("if the store's newer token is also revoked, the same call logs in", async () => {
    const fake = createFakeFlatpeak({ refusalStatus: 401 });
    const old = [stored("dead-1", 3 * SECOND), stored("dead-2", 2 * SECOND)];
    const flatpeak = connect(fake, { tokenStore: createStore({ get: () => Promise.resolve(old.shift()) }) });
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(fake.requests.map(({ operationId }) => operationId)).toEqual([
      "list-devices",
      "list-devices",
      "bearer-token",
      "list-devices",
    ]);
  });

  test("a store that keeps returning newer invalid tokens does not stop a call from logging in", async () => {
    const fake = createFakeFlatpeak({ refusalStatus: 401 });
    let turn = 0;
    // Each of them is newer than all earlier tokens, by a clock that is ahead.
    const get = () => Promise.resolve(stored(`dead-${++turn}`, -turn * SECOND));
    const flatpeak = connect(fake, { tokenStore: createStore({ get }) });
    for (let calls = 0; calls < 5; calls++) {
      vi.advanceTimersByTime(SECOND);
      expect((await flatpeak.GET("/devices")).error).toBeUndefined();
      fake.revokeTokens();
    }
    expect(fake.logins).toBe(5);
    // One stored token is tried at first and one second after each refusal; the first call tries two.
    expect(turn).toBe(6);
  });

  test("a refusal of the token of the following login is returned", async () => {
    const fake = createFakeFlatpeak({ refusalStatus: 401 });
    fake.fail("list-devices", { status: 401 });
    const old = [stored("dead-1", 3 * SECOND), stored("dead-2", 2 * SECOND)];
    const flatpeak = connect(fake, { tokenStore: createStore({ get: () => Promise.resolve(old.shift()) }) });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ status: 401, attempts: 3 });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ status: 401, attempts: 1 });
    expect(fake.logins).toBe(1);
  });

  test.each([
    ["behind", -3 * 3600 * SECOND],
    ["ahead", 3 * 3600 * SECOND],
  ])("a token from a clock that is %s does not outlive its lifetime", async (_name, difference) => {
    const fake = createFakeFlatpeak();
    const value = stored(fake.issueToken(), 0, 100 * SECOND);
    vi.setSystemTime(Date.now() - difference);
    const tokenStore = createStore({ get: () => Promise.resolve(value) });
    const flatpeak = connect(fake, { tokenStore });
    await flatpeak.GET("/devices");
    const fromStore = fake.logins === 0;
    expect(fromStore).toBe(difference > 0);
    vi.advanceTimersByTime(100 * SECOND);
    await flatpeak.GET("/devices");
    expect(fake.logins).toBe(1);
  });

  test("the stored time of issue follows the current wall clock", async () => {
    const fake = createFakeFlatpeak({ tokenLifetime: 100 });
    const store = createStore();
    fake.fail("bearer-token", {
      respond: () => {
        vi.setSystemTime(Date.now() - 3600 * SECOND);
        return undefined;
      },
    });
    const before = Date.now();
    await connect(fake, { tokenStore: store }).GET("/devices");
    const { issuedAt, expiresAt } = JSON.parse(store.set.mock.calls[0]?.[1] ?? "") as Record<string, number>;
    expect(issuedAt).toBe(before - 3600 * SECOND);
    expect(expiresAt).toBe(before - 3500 * SECOND);
    expect(store.set.mock.calls[0]?.[2]).toBe(100 * SECOND);
  });

  test("an expired token from the store is not used", async () => {
    const fake = createFakeFlatpeak();
    const tokenStore = createStore({ get: () => Promise.resolve(stored("t", 100 * SECOND, 100 * SECOND)) });
    const { error } = await connect(fake, { tokenStore }).GET("/devices");
    expect(error).toBeUndefined();
    expect(fake.requests.map(({ operationId }) => operationId)).toEqual(["bearer-token", "list-devices"]);
  });

  test("a token issued by a clock that is ahead still ages", async () => {
    const fake = createFakeFlatpeak(); // refuses with 403, which counts as a refusal of the call while the token is young
    const tokenStore = createStore({ get: () => Promise.resolve(stored("dead", -3600 * SECOND)) });
    const flatpeak = connect(fake, { tokenStore });
    expect((await flatpeak.GET("/devices")).error).toMatchObject({ status: 403 });
    vi.setSystemTime(Date.now() + 61 * SECOND);
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
  });
});

test("the time that the store takes does not count as the login's age", async () => {
  const fake = createFakeFlatpeak();
  const starts: number[] = [];
  fake.fail("bearer-token", {
    respond: () => {
      starts.push(Date.now());
      return new Promise(() => undefined);
    },
  });
  const get = vi.fn<TokenStore["get"]>(() => Promise.resolve(undefined));
  get.mockImplementationOnce(() => new Promise(() => undefined));
  const tokenStore = createStore({ get });
  const flatpeak = connect(fake, { tokenStore, retries: 0 });
  const call = flatpeak.GET("/devices");
  await asked(tokenStore);
  await vi.advanceTimersByTimeAsync(30 * SECOND);
  expect((await call).error?.kind).toBe("timeout");
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(gaps[0]).toBeGreaterThanOrEqual(10 * SECOND);
});

test("a call waits for three logins, 10 s each, also if the store delays one of them", async () => {
  const fake = createFakeFlatpeak();
  fake.fail("bearer-token", { kind: "stall" });
  const get = vi.fn<TokenStore["get"]>(() => Promise.resolve(undefined));
  get.mockImplementationOnce(() => new Promise(() => undefined));
  const tokenStore = createStore({ get });
  let ended = false;
  const call = connect(fake, { tokenStore, timeout: 0, retries: 0 }).GET("/devices");
  void call.then(() => (ended = true));
  await asked(tokenStore);
  // The time of the first login restarts after the second that the store takes.
  await vi.advanceTimersByTimeAsync(31 * SECOND - 1);
  expect([fake.logins, ended]).toEqual([3, false]);
  await vi.advanceTimersByTimeAsync(1);
  expect((await call).error?.message).toBe("During login: No response from 3 logins");
});

test.each([{}, null, "redis://localhost", { get: () => undefined }])(
  "a tokenStore without get and set is refused: %j",
  (tokenStore) => {
    const options = { accountId: "acc_1", apiKey: "sk_test_1", tokenStore };
    expect(() => void Reflect.apply(createClient, undefined, [options])).toThrow(
      new UsageError("tokenStore must have the methods get and set; pass a Keyv, for example"),
    );
  },
);
