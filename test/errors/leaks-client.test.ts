import { describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions } from "flatpeak";
import { textsOf } from "../support/canary.ts";

const KEY = "sk_test_0a1b2c3d4e5f";
const ACCOUNT = "acc_000000000000000000000001";
const BASIC = Buffer.from(`${ACCOUNT}:${KEY}`).toString("base64");

type Answer = (authorization: string) => Response;
const login = (bearer: string) => Response.json({ bearer_token: bearer, expires_in: 3600 });

/** A client; `onCall` returns the responses of all requests except logins. */
function connect(
  onCall: Answer,
  onLogin: Answer = () => login("bearer_000001"),
  options: ClientOptions = {},
) {
  const credentials = options.token === undefined ? { accountId: ACCOUNT, apiKey: KEY } : {};
  return createClient({
    ...credentials,
    retries: 0,
    fetch: (url, { headers }) =>
      Promise.resolve(
        (url.endsWith("/login") ? onLogin : onCall)(new Headers(headers).get("authorization") ?? ""),
      ),
    ...options,
  });
}

const unused: Answer = () => Response.error();

/** Every text of a failed call and its error. */
async function textOfFailure(client: ReturnType<typeof connect>): Promise<string> {
  const result = await client.GET("/devices");
  expect(result.error).toBeDefined();
  return [result, result.error, result.error?.cause]
    .flatMap((value) => Object.values(textsOf(value)))
    .join("\n");
}

describe("the error of a call contains no secret of its client", () => {
  test.each([
    ["the key", KEY],
    ["the basic header", BASIC],
    ["the key in base64", Buffer.from(`x${KEY}`).toString("base64url")],
  ])("%s, in body, header, request ID and reason", async (_name, secret) => {
    const headers = { "x-echo": secret, "x-request-id": secret };
    const body = JSON.stringify({ code: secret, message: `${secret} is unknown` });
    const text = await textOfFailure(
      connect(() => new Response(body, { status: 403, statusText: secret, headers })),
    );
    expect(text).not.toContain(secret);
    expect(text).toContain("is unknown");
  });

  test("the 16 bearer tokens before the current one", async () => {
    const bearers = Array.from({ length: 18 }, (_, at) => `bearer_of_number_${at + 10}`);
    let issued = 0;
    let sent = 0;
    const client = connect(
      () => {
        sent += 1;
        return sent % 2 === 1 && issued < 18
          ? new Response("{}", { status: 401 })
          : Response.json({ message: bearers.join(" ") }, { status: 500 });
      },
      () => login(bearers[issued++] ?? ""),
    );
    for (let call = 0; call < 20 && issued < 18; call += 1) await client.GET("/devices");
    expect(issued).toBe(18);
    const { error } = await client.GET("/devices");
    expect(error?.message).toContain(bearers[0]);
    for (const bearer of bearers.slice(1)) expect(error?.message).not.toContain(bearer);
  });

  test("each bearer token that a token function returned for the call", async () => {
    let given = 0;
    const token = () => `bearer_of_call_${(given += 1)}`;
    const body = { message: "bearer_of_call_1, bearer_of_call_2" };
    const client = connect(() => Response.json(body, { status: given === 1 ? 401 : 403 }), undefined, {
      token,
    });
    const { error } = await client.GET("/devices");
    expect(given).toBe(2);
    expect(error?.message).toBe("403 [redacted], [redacted] (GET /devices)");
  });

  test("a bearer token of digits, if a body has it as a number", async () => {
    const body = '{"message":"no","token":1234567890123,"of":[{"id":-1234567890123,"count":12}]}';
    const client = connect(() => new Response(body, { status: 403 }), undefined, { token: "1234567890123" });
    const { error } = await client.GET("/devices");
    expect(error?.kind === "api" && error.body).toEqual({
      message: "no",
      token: "[redacted]",
      of: [{ id: "[redacted]", count: 12 }],
    });
    expect(Object.values(textsOf(error)).join()).not.toContain("1234567890123");
  });

  test("an error from a token function contains no secret", async () => {
    let given = 0;
    const token = () => {
      given += 1;
      if (given > 1) throw new Error("no token after bearer_number_1");
      return "bearer_number_1";
    };
    const client = connect(() => new Response("{}", { status: 401 }), undefined, { token });
    expect((await client.GET("/devices")).error?.message).toContain("no token after [redacted]");
  });

  test.each([200, 270, 290])(
    "a token function's error of %i characters and a token is cut",
    async (length) => {
      const bearer = "Zq0Wx1Ev2Ru3Ty4".repeat(10);
      let given = 0;
      const token = () => {
        given += 1;
        if (given > 1)
          throw new Error(`${"x".repeat(length)}${bearer}`, { cause: "x".repeat(length) + bearer });
        return bearer;
      };
      const text = await textOfFailure(
        connect(() => new Response("{}", { status: 401 }), undefined, { token }),
      );
      expect(text).toContain("x[redacted]");
      expect(text).not.toContain("Zq0Wx1");
    },
  );
});

describe("the response of a failed login reveals no secrets", () => {
  const SECRET = "q7Zx0a1b2c3d4e5f";
  test.each([
    ["a field by another name", { access_token: SECRET }],
    ["a field deep in the body", { data: { auth: { refreshToken: SECRET } } }],
    ["everything in an object of secrets", { tokens: { first: { value: SECRET } } }],
    ["a key", { api_keys: [SECRET] }],
  ])("%s", async (_name, fields) => {
    const body = { code: "locked_account", type: "forbidden", message: `${SECRET} is locked`, ...fields };
    const headers = { "x-echo": SECRET };
    const client = connect(unused, () => Response.json(body, { status: 403, headers }));
    const text = await textOfFailure(client);
    expect(text).not.toContain(SECRET);
    expect(text).toContain("403 locked_account: [redacted] is locked");
  });

  test("a cookie, and a header with a token", async () => {
    const headers = { "set-cookie": `session=${SECRET}; Path=/`, "x-auth-token": "0a1b2c3d4e5fq7Zx" };
    const body = { message: `session ${SECRET}, 0a1b2c3d4e5fq7Zx` };
    const text = await textOfFailure(connect(unused, () => Response.json(body, { status: 500, headers })));
    expect(text).not.toMatch(/q7Zx/);
    expect(text).toContain("session [redacted], [redacted]");
  });
});

test("the response of a failed login with many secrets counts as secret as a whole", async () => {
  const tokens = Array.from({ length: 60 }, (_, at) => `q7Zx0a1b${at}`);
  const body = { message: `${tokens[0]} and more`, tokens, support: "by phone" };
  const client = connect(unused, () => Response.json(body, { status: 403, statusText: "No" }));
  const { error } = await client.GET("/devices");
  expect(error?.message).toBe(
    "The login was refused: 403 [redacted] (GET /login). Check accountId and apiKey.",
  );
  expect(await textOfFailure(client)).not.toMatch(/q7Zx|phone/);
});

describe("a response of the login keeps what is no secret", () => {
  test("values of other names, and a field without a value", async () => {
    const body = { reason: "maintenance", message: "maintenance until 10:00", support: null };
    const client = connect(unused, () => Response.json(body, { status: 503 }));
    const { error } = await client.GET("/devices");
    expect(error?.message).toContain("503 maintenance until 10:00");
  });

  test("but no text of its body", async () => {
    const { error } = await connect(unused, () => new Response("<html>", { status: 502 })).GET("/devices");
    expect(error?.cause).toMatchObject({ status: 502, rawBody: "" });
  });
});

describe("the beginning of a bearer token at the end of a body", () => {
  const token = "bearer_12345";
  const page = (length: number, end: string) => "x".repeat(length - end.length) + end;
  const rawBodyOf = async (status: number, body: string) => {
    const { error } = await connect(() => new Response(body, { status }), undefined, { token }).GET(
      "/devices",
    );
    return error?.kind === "api" || error?.kind === "unexpected-response" ? error.rawBody : undefined;
  };

  test.each([502, 200])("is removed if the error has cut the body, of status %i", async (status) => {
    const cut = await rawBodyOf(status, page(64 * 1024 + 2, token));
    expect(cut).toMatch(/^x+/);
    expect(cut).not.toContain("bearer");
  });

  test.each([100, 64 * 1024])("stays in a complete body of %i bytes", async (length) => {
    const body = page(length, "bearer_1");
    expect(await rawBodyOf(200, body)).toBe(body);
  });
});

describe("a custom Response", () => {
  const headers = new Headers({ "x-echo": "bearer_12345", "x-other": "1" });
  const respond = (foreign: object) =>
    connect(
      () => ({ status: 500, text: () => Promise.resolve("{}"), ...foreign }) as unknown as Response,
      undefined,
      {
        token: "bearer_12345",
      },
    );

  test("has headers that can only be read with forEach", async () => {
    const foreign = { get: (name: string) => headers.get(name), forEach: headers.forEach.bind(headers) };
    const { error } = await respond({ headers: foreign }).GET("/devices");
    expect(error?.message).toBe("500 error (GET /devices)");
    expect(error?.kind === "api" && Object.fromEntries(error.headers)).toEqual({
      "x-echo": "[redacted]",
      "x-other": "1",
    });
  });

  test("has headers that cannot be iterated: none are kept", async () => {
    const foreign = { get: (name: string) => headers.get(name), raw: "bearer_12345" };
    const client = respond({ headers: foreign, request: { headers } });
    const { error } = await client.GET("/devices");
    expect(error?.kind === "api" && [...error.headers]).toEqual([]);
    expect(await textOfFailure(client)).not.toContain("bearer_12345");
  });
});

test("a header whose name contains the bearer token is left out", async () => {
  const headers = { "x-bearer_12345": "1", "x-other": "2" };
  const client = connect(() => new Response("{}", { status: 500, headers }), undefined, {
    token: "bearer_12345",
  });
  const { error } = await client.GET("/devices");
  expect(error?.kind === "api" && [...error.headers.keys()]).toEqual(["content-type", "x-other"]);
});

test("middleware that reads an error response finds no bearer token", async () => {
  const echo: Answer = (authorization) =>
    new Response(`{"message":"${authorization}"}`, { status: 403, headers: { "x-echo": authorization } });
  const client = connect(echo, undefined, { token: "bearer_12345" });
  const seen: string[] = [];
  client.use({
    async onResponse({ response }) {
      seen.push(await response.clone().text(), response.headers.get("x-echo") ?? "");
    },
  });
  await client.GET("/devices");
  expect(seen).toEqual(['{"message":"Bearer [redacted]"}', "Bearer [redacted]"]);
});

describe("an error stays small", () => {
  test("message and request ID are truncated", async () => {
    const long = "x".repeat(100_000);
    const headers = { "x-request-id": "r".repeat(15_000) };
    const body = { code: long, type: long, message: long };
    const { error } = await connect(() => Response.json(body, { status: 400, headers })).GET("/devices");
    expect(error?.message.length).toBeLessThanOrEqual(300);
    expect(error?.requestId).toBe("r".repeat(200));
    const thrown = new Error("y".repeat(5_000_000));
    const fetch = () => Promise.reject(thrown);
    const broken = await createClient({ token: "bearer_12345", fetch, retries: 0 }).GET("/devices");
    expect(broken.error?.message.length).toBe(300);
    expect(String(broken.error?.cause).length).toBeLessThanOrEqual(320);
  });

  test("a body of 30,000 levels can be written as JSON", async () => {
    const body = `${'{"a":'.repeat(10_000)}${"[".repeat(20_000)}${"]".repeat(20_000)}${"}".repeat(10_000)}`;
    const { error } = await connect(() => new Response(body.slice(0, 65_536), { status: 418 })).GET(
      "/devices",
    );
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    const nested = (await connect(() => new Response(deep, { status: 418 })).GET("/devices")).error;
    for (const each of [error, nested]) expect(() => JSON.stringify(each)).not.toThrow();
    expect(nested?.kind === "api" && nested.rawBody).toBe(deep);
  });

  test("a key of 200,000 characters and the longest bearer token do not change the message of an error", async () => {
    const body = () => Response.json({ code: "broken" }, { status: 500 });
    const apiKey = "k".repeat(200_000);
    for (const options of [{ accountId: ACCOUNT, apiKey }, { token: "b".repeat(16 * 1024) }]) {
      const client = createClient({ ...options, retries: 0, fetch: () => Promise.resolve(body()) });
      expect((await client.GET("/devices")).error?.message).toContain("500 broken");
    }
  });
});
