import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions, Token } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { defer, SECOND, settle } from "../support/token-client.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

type TokenFunction = () => Token | PromiseLike<Token>;

const bearerOf = (init: RequestInit) =>
  new Headers(init.headers).get("authorization")?.replace("Bearer ", "");

/** A client with a token function, and an API that records the tokens and refuses some with 401. */
function connect(token: TokenFunction, options: ClientOptions = {}) {
  const sent: (string | undefined)[] = [];
  const refused = new Set<string | undefined>();
  const fetch = (_url: string, init: RequestInit): Promise<Response> => {
    const bearer = bearerOf(init);
    sent.push(bearer);
    return Promise.resolve(
      refused.has(bearer) ? Response.json({}, { status: 401 }) : Response.json({ data: [] }),
    );
  };
  const flatpeak = createClient({ token, fetch, retries: 0, ...options });
  return { flatpeak, sent, refused, get: () => flatpeak.GET("/devices") };
}

/** A token function that returns `t1`, `t2`, … in the form of `shape`. */
function count(shape: (value: string) => Token) {
  let calls = 0;
  return vi.fn<() => Promise<Token>>(() => Promise.resolve(shape(`t${++calls}`)));
}

const forAll = (token: string, expiresIn = 100): Token => ({ token, expiresIn });

describe("a fixed token", () => {
  test("is sent unchanged, and its refusal is returned", async () => {
    const fetch = vi.fn(() => Promise.resolve(Response.json({ code: "access_denied" }, { status: 403 })));
    const { error } = await createClient({ token: "fixed", fetch }).GET("/devices");
    expect(error).toMatchObject({ status: 403, attempts: 1 });
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe("a string from a token function", () => {
  test("is neither cached nor shared: every concurrent call gets its own", async () => {
    const token = count(String);
    const { get, sent } = connect(token);
    await Promise.all(Array.from({ length: 50 }, get));
    await get();
    expect(token).toHaveBeenCalledTimes(51);
    expect(new Set(sent).size).toBe(51);
  });

  test("is requested again for a retry", async () => {
    const token = count(String);
    const responses = [new Response(null, { status: 503 }), Response.json({ data: [] })];
    const sent: (string | undefined)[] = [];
    const fetch = (_url: string, init: RequestInit): Promise<Response> => {
      sent.push(bearerOf(init));
      return Promise.resolve(responses.shift() ?? Response.error());
    };
    const call = createClient({ token, fetch, retries: 1 }).GET("/devices");
    await vi.advanceTimersByTimeAsync(SECOND);
    expect((await call).error).toBeUndefined();
    expect(sent).toEqual(["t1", "t2"]);
  });

  test("delays calls only until the first string is known", async () => {
    const answers = Array.from({ length: 6 }, () => defer<string>());
    const token = vi.fn<() => Promise<string>>();
    for (const { promise } of answers) token.mockReturnValueOnce(promise);
    const { get } = connect(token);
    const burst = [get(), get(), get()];
    await settle();
    expect(token).toHaveBeenCalledTimes(1);
    answers[0]?.resolve("a");
    await settle();
    expect(token).toHaveBeenCalledTimes(3);
    burst.push(get(), get(), get());
    await settle();
    expect(token).toHaveBeenCalledTimes(6);
    for (const [index, { resolve }] of answers.entries()) resolve(`t${index}`);
    expect((await Promise.all(burst)).filter(({ error }) => error)).toEqual([]);
  });

  test("that the API refuses causes one more call of the function and one replay", async () => {
    const { get, sent, refused } = connect(count(String));
    refused.add("t1");
    expect((await get()).error).toBeUndefined();
    expect(sent).toEqual(["t1", "t2"]);
  });

  test("that a 403 access_denied refuses causes one more call of the function", async () => {
    const fake = createFakeFlatpeak();
    const fresh = fake.issueToken();
    const token = vi.fn(() => fresh).mockReturnValueOnce("revoked");
    const flatpeak = createClient({ token, fetch: fake.fetch });
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(token).toHaveBeenCalledTimes(2);
  });

  test("that is the same after a refusal returns the refusal", async () => {
    const token = vi.fn(() => "same");
    const { get, sent, refused } = connect(token);
    refused.add("same");
    expect((await get()).error).toMatchObject({ status: 401, attempts: 1 });
    expect(token).toHaveBeenCalledTimes(2);
    expect(sent).toEqual(["same"]);
  });
});

describe("{ token, expiresIn } from a token function", () => {
  test("is requested once for concurrent calls, and cached", async () => {
    const token = count(forAll);
    const { get, sent } = connect(token);
    await Promise.all(Array.from({ length: 50 }, get));
    vi.advanceTimersByTime(79 * SECOND);
    await get();
    expect(token).toHaveBeenCalledTimes(1);
    expect(new Set(sent)).toEqual(new Set(["t1"]));
  });

  test("is refreshed in the background from 80 % of its life on", async () => {
    const token = count(forAll);
    const { get, sent } = connect(token);
    await get();
    vi.advanceTimersByTime(80 * SECOND);
    await Promise.all([get(), get()]);
    await get();
    expect(sent).toEqual(["t1", "t1", "t1", "t2"]);
    expect(token).toHaveBeenCalledTimes(2);
  });

  test("is not sent after it has expired", async () => {
    const { get, sent } = connect(count(forAll));
    await get();
    vi.advanceTimersByTime(100 * SECOND);
    await get();
    expect(sent).toEqual(["t1", "t2"]);
  });

  test("that is refused causes one more call of the function for all calls", async () => {
    const token = count(forAll);
    const { get, sent, refused } = connect(token);
    await get();
    refused.add("t1");
    const results = await Promise.all(Array.from({ length: 20 }, get));
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(token).toHaveBeenCalledTimes(2);
    expect(sent.slice(-20)).toEqual(Array(20).fill("t2"));
  });

  test("that a 403 access_denied refuses causes one more call of the function at any age: a back end may cache it", async () => {
    const fake = createFakeFlatpeak();
    const fresh = fake.issueToken();
    const token = vi.fn(() => forAll(fresh)).mockReturnValueOnce(forAll("revoked"));
    const flatpeak = createClient({ token, fetch: fake.fetch });
    expect((await flatpeak.GET("/devices")).error).toBeUndefined();
    expect(token).toHaveBeenCalledTimes(2);
  });

  test("that is the same after a refusal returns the refusal, and costs one call of the function a minute", async () => {
    const token = vi.fn(() => forAll("same", 1000));
    const { get, refused } = connect(token);
    refused.add("same");
    for (let calls = 0; calls < 100; calls++) expect((await get()).error).toMatchObject({ status: 401 });
    expect(token).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(60 * SECOND);
    await get();
    expect(token).toHaveBeenCalledTimes(3);
  });

  test("shares a failure with the waiting calls, as a login does", async () => {
    const token = count(forAll);
    const { get } = connect(token);
    await get();
    vi.advanceTimersByTime(100 * SECOND);
    token.mockRejectedValueOnce(new Error("vault is sealed"));
    const results = await Promise.all([get(), get(), get()]);
    expect(results.map(({ error }) => error?.kind)).toEqual(Array(3).fill("authentication"));
    expect(token).toHaveBeenCalledTimes(2);
  });

  test("passes work that may outlive its call to waitUntil", async () => {
    const waitUntil = vi.fn();
    const { get } = connect(count(forAll), { waitUntil });
    await get();
    expect(waitUntil).toHaveBeenCalledTimes(1);
  });

  test("with an extremely long lifetime is cached", async () => {
    const token = count((value) => forAll(value, Number.MAX_VALUE));
    const { get } = connect(token);
    await get();
    vi.setSystemTime(Date.now() + 1e9 * SECOND);
    await get();
    expect(token).toHaveBeenCalledTimes(1);
  });
});

describe("while the form of the token is unknown", () => {
  test("a failure ends only the first call; the others call the function themselves", async () => {
    const first = defer<Token>();
    const token = count(String).mockReturnValueOnce(first.promise);
    const { get, sent } = connect(token);
    const calls = [get(), get(), get()];
    await settle();
    first.reject(new Error("alice is locked out"));
    const errors = (await Promise.all(calls)).map(({ error }) => error?.message);
    expect(errors).toEqual([expect.stringContaining("alice is locked out"), undefined, undefined]);
    expect(sent).toEqual(["t1", "t2"]);
  });

  test("the others may each fail", async () => {
    let calls = 0;
    const token = () => Promise.reject(new Error(`failure ${++calls}`));
    const { get } = connect(token);
    const results = await Promise.all([get(), get(), get()]);
    expect(results.map(({ error }) => error?.message)).toEqual(
      [1, 2, 3].map((number) => expect.stringContaining(`failure ${number}`) as string),
    );
  });

  test("a first call that is aborted does not end the others", async () => {
    const first = defer<Token>();
    const token = count(String).mockReturnValueOnce(first.promise);
    const { flatpeak, get, sent } = connect(token);
    const controller = new AbortController();
    const given = flatpeak.GET("/devices", { signal: controller.signal });
    const others = [get(), get()];
    await settle();
    controller.abort();
    expect((await given).error?.kind).toBe("aborted");
    first.resolve("of the call that gave up");
    await Promise.all(others);
    expect(sent).toEqual(["t1", "t2"]);
  });

  test("a function that hangs is called again by a waiting call after 10 s", async () => {
    const token = count(String).mockReturnValueOnce(new Promise(() => undefined));
    const { get, flatpeak, sent } = connect(token);
    const hung = flatpeak.GET("/devices", { timeout: 100 });
    const others = [get(), get()];
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect((await hung).error).toMatchObject({ kind: "timeout", phase: "login" });
    await Promise.all(others);
    expect(sent).toEqual(["t1", "t2"]);
  });
});

describe("a token function that changes its form", () => {
  test("sends a string after shared tokens for one call only", async () => {
    const { get, sent } = connect(count((value) => (value === "t1" ? forAll(value) : value)));
    await get();
    vi.advanceTimersByTime(100 * SECOND);
    await Promise.all([get(), get(), get()]);
    expect([...sent].sort()).toEqual(["t1", "t2", "t3", "t4"]);
  });

  test("sends a string from a background refresh for no call, and shares no further tokens", async () => {
    const token = count((value) => (value === "t1" ? forAll(value) : value));
    const { get, sent } = connect(token);
    await get();
    vi.advanceTimersByTime(80 * SECOND);
    await get();
    await settle();
    await Promise.all([get(), get()]);
    expect(sent).toEqual(["t1", "t1", "t3", "t4"]);
  });

  test("is not shared again after a string: its tokens may depend on the caller", async () => {
    const token = count((value) => (value === "t1" ? value : forAll(value)));
    const { get, sent } = connect(token);
    await get();
    await Promise.all([get(), get()]);
    await get();
    expect(sent).toEqual(["t1", "t2", "t3", "t4"]);
  });
});

describe("a token function that returns no token", () => {
  const throwing = {
    get token(): string {
      throw new Error("no property today");
    },
    expiresIn: 1,
  };
  const answers: [string, () => unknown, RegExp][] = [
    [
      "throws",
      () => {
        throw new Error("vault is sealed");
      },
      /^The token function failed: vault is sealed$/,
    ],
    [
      "rejects",
      () => Promise.reject(new Error("vault is sealed")),
      /^The token function failed: vault is sealed$/,
    ],
    [
      "rejects with undefined",
      () => ({
        then: (_resolve: unknown, reject: () => void) => {
          reject();
        },
      }),
      /^The token function failed: no reason was given$/,
    ],
    [
      "rejects with an Error without a message",
      () => Promise.reject(new Error()),
      /^The token function failed: no reason was given$/,
    ],
    ["returns an empty string", () => "", /returned no token: its result is empty/],
    ["returns a line break", () => "a\r\nb", /its result has a character that is not visible ASCII/],
    ["returns a number", () => 1, /its result is not a string; return a string, or { token, expiresIn }/],
    ["returns nothing", () => undefined, /its result is not a string/],
    ["returns a list", () => ["t"], /its result is not a string/],
    [
      "returns the prefix",
      () => "Bearer t",
      /its result starts with "Bearer ", which the client adds; leave it out/,
    ],
    [
      "returns the prefix in an object",
      () => forAll("bearer t"),
      /"token" of its result starts with "Bearer "/,
    ],
    ["returns more than 16 KiB", () => "t".repeat(16_385), /its result has more than 16384 characters/],
    [
      "returns an object without a token",
      () => ({ bearer_token: "t", expires_in: 1 }),
      /"token" of its result is not a string/,
    ],
    [
      "returns no lifetime",
      () => ({ token: "t" }),
      /"expiresIn" of its result is not a positive number of seconds/,
    ],
    ["returns an object whose token throws", () => throwing, /The token function failed: no property today/],
    ...[0, -1, NaN, Infinity, "3600", null].map((expiresIn): [string, () => unknown, RegExp] => [
      `returns the lifetime ${JSON.stringify(expiresIn)} (${typeof expiresIn})`,
      () => ({ token: "t", expiresIn }),
      /"expiresIn" of its result is not a positive number/,
    ]),
  ];
  test.each(answers)(
    "one that %s fails its call; the next call tries again",
    async (_name, broken, message) => {
      const token = vi.fn<() => unknown>(() => "t").mockImplementationOnce(broken);
      const { get, sent } = connect(token as TokenFunction);
      const { error } = await get();
      expect(error).toMatchObject({ kind: "authentication", outcome: "not-sent", attempts: 0 });
      expect(error?.message).toMatch(message);
      expect(sent).toEqual([]);
      expect((await get()).error).toBeUndefined();
    },
  );

  test("a token of exactly 16 KiB is sent", async () => {
    const { get, sent } = connect(() => "t".repeat(16_384));
    expect((await get()).error).toBeUndefined();
    expect(sent[0]).toHaveLength(16_384);
  });

  test("any thenable is accepted", async () => {
    const thenable: PromiseLike<string> = {
      then: (resolve) => Promise.resolve("t").then(resolve),
    };
    const { get, sent } = connect(() => thenable);
    await get();
    expect(sent).toEqual(["t"]);
  });

  test("an error of another client keeps its message, without advice about accountId and apiKey", async () => {
    const fetch = () => Promise.resolve(Response.json({ code: "access_denied" }, { status: 403 }));
    const other = createClient({ accountId: "acc_1", apiKey: "sk_test_1", fetch, retries: 0 });
    const token = vi.fn<() => Promise<string>>(async () => {
      const { data, error } = await other.GET("/login");
      if (error) throw error;
      return data.bearer_token;
    });
    const { get } = connect(token, { retries: 2 });
    const { error } = await get();
    // Refused credentials are not retried.
    expect(token).toHaveBeenCalledTimes(1);
    expect(error).toMatchObject({ kind: "authentication", cause: { status: 403 } });
    expect(error?.message).toMatch(/^The token function failed: 403 access_denied/);
    expect(error?.message).not.toMatch(/apiKey/);
  });

  test.each<[string, (token: string) => Token]>([
    ["a string", (token) => token],
    ["a token for all calls", (token) => forAll(token)],
  ])(
    "a function that makes a call of its own client and returns %s fails that call only",
    async (_name, toToken) => {
      const calls: ReturnType<typeof get>[] = [];
      const { get, sent } = connect(
        () => {
          if (calls.length < 10) calls.push(get(), get());
          return toToken("t");
        },
        { retries: 2 },
      );
      expect((await get()).error).toBeUndefined();
      expect(calls).toHaveLength(2);
      for (const { error } of await Promise.all(calls)) {
        expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0 });
        expect(error?.message).toBe("GET /devices was not sent: the token function called its client");
      }
      expect(sent).toEqual(["t"]);
    },
  );

  test("a function that makes such a call only after its first token also fails that call only", async () => {
    let isLater = false;
    const calls: ReturnType<typeof get>[] = [];
    const { get } = connect(() => {
      if (isLater && calls.length < 10) calls.push(get());
      return "t";
    });
    await get();
    isLater = true;
    expect((await get()).error).toBeUndefined();
    expect(await Promise.all(calls)).toMatchObject([{ error: { kind: "usage" } }]);
  });

  test("a function that never settles ends the call at its deadline", async () => {
    const { flatpeak } = connect(() => new Promise(() => undefined));
    const call = flatpeak.GET("/devices", { timeout: 100 });
    await vi.advanceTimersByTimeAsync(100);
    expect((await call).error).toMatchObject({ kind: "timeout", phase: "login" });
    expect(vi.getTimerCount()).toBe(0);
  });
});
