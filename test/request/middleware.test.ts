import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient, UsageError } from "flatpeak";
import type { Client, Middleware } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

let server: RawServer;
let failures = 0;

beforeAll(async () => {
  server = await startServer(({ url }, _, outgoing) => {
    if (failures > 0) {
      failures -= 1;
      outgoing.writeHead(503, { "content-type": "application/json" }).end('{"message":"busy"}');
    } else if (url.startsWith("/devices/gone")) {
      outgoing.writeHead(404, { "content-type": "application/json" }).end('{"message":"none"}');
    } else {
      outgoing.writeHead(200, { "content-type": "application/json" }).end('{"object":"device","id":"dev_1"}');
    }
  });
});
afterAll(() => server.close());

const make = (): Client => createClient({ token: "bearer-of-a-user", baseUrl: server.origin });
const last = () => server.requests.at(-1);
const device = { params: { path: { id: "dev_1" } } };

describe("middleware in openapi-fetch's form", () => {
  test("gets a real Request without the bearer token, and its headers are sent", async () => {
    const flatpeak = make();
    const seen: unknown[] = [];
    flatpeak.use({
      onRequest({ request, schemaPath, params }) {
        seen.push(request instanceof Request, request.headers.get("authorization"), schemaPath, params);
        request.headers.set("x-trace", "abc");
        return request;
      },
    });
    const { data } = await flatpeak.PATCH("/devices/{id}", { ...device, body: { reference_id: "DEV2" } });
    expect(data).toMatchObject({ id: "dev_1" });
    expect(seen).toEqual([true, null, "/devices/{id}", { path: { id: "dev_1" } }]);
    expect(last()).toMatchObject({
      method: "PATCH",
      url: "/devices/dev_1",
      body: '{"reference_id":"DEV2"}',
      headers: {
        "x-trace": "abc",
        "content-type": "application/json",
        authorization: "Bearer bearer-of-a-user",
      },
    });
  });

  test("gets the parameters as the caller passed them, in each hook", async () => {
    const flatpeak = make();
    const seen: unknown[] = [];
    flatpeak.use({
      onRequest: ({ params }) => void seen.push(params),
      onResponse: ({ params }) => void seen.push(params),
    });
    const params = {
      query: { limit: 3, starting_after: undefined },
      header: { "Flatpeak-Version": "2025-01-01" },
    };
    const { response } = await flatpeak.GET("/devices", { params });
    expect(response?.status).toBe(200);
    expect(seen).toEqual([params, params]);
    expect(last()).toMatchObject({ url: "/devices?limit=3", headers: { "flatpeak-version": "2025-01-01" } });
  });

  test("runs once per call, for any number of attempts", async () => {
    const flatpeak = make();
    const calls: string[] = [];
    flatpeak.use({
      onRequest: () => void calls.push("request"),
      onResponse: ({ response }) => void calls.push(`response ${response.status}`),
    });
    failures = 1;
    const { error } = await flatpeak.GET("/devices/{id}", device);
    expect(error).toBeUndefined();
    expect(calls).toEqual(["request", "response 200"]);
  });

  test("of the client runs before that of the call, and no longer after eject", async () => {
    const flatpeak = make();
    const order: string[] = [];
    const named = (name: string): Middleware => ({ onRequest: () => void order.push(name) });
    const first = named("first");
    flatpeak.use(first, named("second"));
    await flatpeak.GET("/devices/{id}", { ...device, middleware: [named("call")] });
    flatpeak.eject(first);
    await flatpeak.GET("/devices/{id}", device);
    expect(order).toEqual(["first", "second", "call", "second"]);
  });

  test("gets errors of the API as responses, and the error still narrows", async () => {
    const flatpeak = make();
    const statuses: number[] = [];
    flatpeak.use({ onResponse: ({ response }) => void statuses.push(response.status) });
    const { error } = await flatpeak.GET("/devices/{id}", { params: { path: { id: "gone" } } });
    expect(statuses).toEqual([404]);
    expect(error).toMatchObject({ kind: "api", status: 404, body: { message: "none" }, attempts: 1 });
  });

  test.each([
    ["onRequest", 0],
    ["onResponse", 1],
  ] as const)("a Response from %s is handled like the API's", async (hook, attempts) => {
    const flatpeak = make();
    let response = Response.json({ object: "device", id: "dev_of_middleware" });
    flatpeak.use({ [hook]: () => response } as unknown as Middleware);
    expect((await flatpeak.GET("/devices/{id}", device)).data).toMatchObject({ id: "dev_of_middleware" });
    response = Response.json({ code: "taken" }, { status: 409 });
    expect((await flatpeak.GET("/devices/{id}", device)).error).toMatchObject({
      kind: "api",
      status: 409,
      code: "taken",
      attempts,
    });
    response = new Response("<html>", { status: 502 });
    expect((await flatpeak.GET("/devices/{id}", device)).error).toMatchObject({
      status: 502,
      rawBody: "<html>",
    });
    response = new Response("<html>", { status: 200 });
    expect((await flatpeak.GET("/devices/{id}", device)).error?.kind).toBe("unexpected-response");
  });

  test("may clone the response of a stream, and the caller still gets the stream", async () => {
    const flatpeak = make();
    const seen: string[] = [];
    flatpeak.use({
      async onResponse({ response }) {
        seen.push(await response.clone().text());
      },
    });
    const { data } = await flatpeak.GET("/devices/{id}", { ...device, parseAs: "stream" });
    expect(await new Response(data).text()).toBe('{"object":"device","id":"dev_1"}');
    expect(seen).toEqual(['{"object":"device","id":"dev_1"}']);
  });

  test("gets the 404 of a retried DELETE, which is a success without data, also as a stream", async () => {
    const flatpeak = make();
    const statuses: number[] = [];
    flatpeak.use({ onResponse: ({ response }) => void statuses.push(response.status) });
    failures = 1;
    const gone = { params: { path: { id: "gone" } }, parseAs: "stream" } as const;
    const { data, error } = await flatpeak.DELETE("/devices/{id}", gone);
    expect({ data, error, statuses }).toEqual({ data: undefined, error: undefined, statuses: [404] });
  });

  test("without onError does not change the error of a lost connection", async () => {
    const fetch = () => Promise.reject(new TypeError("fetch failed"));
    const lost = createClient({ token: "bearer-of-a-user", retries: 0, fetch });
    lost.use({ onRequest: () => undefined });
    expect((await lost.GET("/devices/{id}", device)).error).toMatchObject({
      kind: "connection",
      outcome: "unknown",
      attempts: 1,
    });
  });

  test("onError gets a lost connection, and may return a Response instead", async () => {
    const lost = createClient({
      token: "bearer-of-a-user",
      baseUrl: server.origin,
      retries: 0,
      fetch: () => Promise.reject(new TypeError("fetch failed")),
    });
    const kinds: unknown[] = [];
    lost.use({
      onError: ({ error }) => {
        kinds.push(error instanceof Error && "kind" in error && error.kind);
        return Response.json({ object: "device", id: "dev_from_cache" });
      },
    });
    expect((await lost.GET("/devices/{id}", device)).data).toMatchObject({ id: "dev_from_cache" });
    expect(kinds).toEqual(["connection"]);
  });

  test.each<[string, Middleware, string, number]>([
    [
      "another origin",
      { onRequest: () => new Request("https://attacker.example/devices/dev_1") },
      "another origin|https://attacker.example",
      0,
    ],
    [
      "an authorization",
      {
        onRequest: ({ request }) => {
          request.headers.set("authorization", "Bearer other");
        },
      },
      "authorization",
      0,
    ],
    [
      "another method",
      { onRequest: ({ request }) => new Request(request, { method: "DELETE" }) },
      "method from GET to DELETE",
      0,
    ],
    [
      "its own Error before the request",
      {
        onRequest: () => {
          throw new Error("no quota");
        },
      },
      "no quota",
      0,
    ],
    [
      "nothing that it throws",
      {
        onRequest: () => {
          const nothing: unknown = undefined;
          throw nothing as Error;
        },
      },
      "^middleware failed: no reason was given",
      0,
    ],
    [
      "its own Error after the response",
      {
        onResponse: () => {
          throw new Error("not like this");
        },
      },
      "not like this",
      1,
    ],
    [
      "an Error without a message",
      {
        onRequest: () => {
          throw new Error();
        },
      },
      "^middleware failed: no reason was given",
      0,
    ],
  ])("%s is a UsageError in `error`, never a rejection", async (_, middleware, message, attempts) => {
    const flatpeak = make();
    flatpeak.use(middleware);
    const before = server.requests.length;
    const { error } = await flatpeak.GET("/devices/{id}", device);
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toMatch(new RegExp(`${message}.* \\(GET /devices/\\{id\\}\\)$`));
    expect(error?.outcome).toBe(attempts === 0 ? "not-sent" : "unknown");
    expect(server.requests.length - before).toBe(attempts);
  });

  test("ends at the deadline of the call, also if it hangs after the response", async () => {
    const flatpeak = make();
    flatpeak.use({ onResponse: () => new Promise(() => undefined) });
    const { error } = await flatpeak.GET("/devices/{id}", { ...device, timeout: 50 });
    expect(error).toMatchObject({ kind: "timeout", outcome: "unknown" });
  });

  test("an object without a hook is refused", () => {
    expect(() => {
      // @ts-expect-error: middleware without a hook
      make().use({ onrequest: () => undefined });
    }).toThrow(/onRequest, onResponse, onError/);
  });

  test.each<[unknown]>([[null], ["onRequest"], [5], [undefined]])(
    "a call with the middleware %j is refused",
    async (candidate) => {
      const middleware: never[] = [];
      Reflect.set(middleware, 0, candidate);
      const { error } = await make().GET("/devices/{id}", { ...device, middleware });
      expect(error).toMatchObject({ kind: "usage", outcome: "not-sent" });
      expect(error?.message).toMatch(/middleware must be an object with one or more of onRequest/);
    },
  );

  test("use accepts null, undefined and false, for middleware under a condition", async () => {
    const flatpeak = make();
    flatpeak.use(null, undefined, false);
    expect((await flatpeak.GET("/devices/{id}", device)).error).toBeUndefined();
  });

  test.each(["delete", "get"] as const)("a %s without a body is sent without one", async (method) => {
    const bodies: unknown[] = [];
    await make().request(method, "/devices/{id}", {
      ...device,
      middleware: [{ onRequest: () => undefined }],
      fetch: (_url, init) => {
        bodies.push(init.body);
        return Promise.resolve(Response.json({ object: "device", id: "dev_1" }));
      },
    });
    expect(bodies).toEqual([null]);
  });
});

describe("other features of openapi-fetch", () => {
  test("request accepts the method as a value", async () => {
    const { data } = await make().request("get", "/devices/{id}", device);
    expect(data?.id).toBe("dev_1");
  });

  test("serializers of a call override those of the client", async () => {
    const flatpeak = createClient({
      token: "bearer-of-a-user",
      baseUrl: server.origin,
      querySerializer: { array: { style: "pipeDelimited", explode: false } },
      bodySerializer: (body) => `client ${JSON.stringify(body)}`,
      pathSerializer: (path) => path.replace("{id}", "by-client"),
    });
    await flatpeak.PATCH("/devices/{id}", { ...device, body: { reference_id: "A" } });
    expect(last()).toMatchObject({ url: "/devices/by-client", body: 'client {"reference_id":"A"}' });
    await flatpeak.PATCH("/devices/{id}", {
      ...device,
      body: { reference_id: "A" },
      bodySerializer: () => "call",
      pathSerializer: (path) => path.replace("{id}", "by-call"),
    });
    expect(last()).toMatchObject({ url: "/devices/by-call", body: "call" });
    await flatpeak.GET("/devices", { params: { query: { limit: 3 } }, querySerializer: () => "as=it+is" });
    expect(last()?.url).toBe("/devices?as=it+is");
  });

  test("a fetch of the call sends its requests", async () => {
    const urls: string[] = [];
    const { data } = await make().GET("/devices/{id}", {
      ...device,
      fetch: (url) => {
        urls.push(url);
        return Promise.resolve(Response.json({ object: "device", id: "dev_9" }));
      },
    });
    expect(data?.id).toBe("dev_9");
    expect(urls).toEqual([`${server.origin}/devices/dev_1`]);
  });

  test("null removes a header of the client, undefined does not", async () => {
    const flatpeak = createClient({
      token: "bearer-of-a-user",
      baseUrl: server.origin,
      headers: { "x-a": "1", "x-b": "2" },
    });
    await flatpeak.GET("/devices/{id}", {
      ...device,
      headers: { "x-a": null, "x-b": undefined, "x-c": ["3", 4] },
    });
    expect(last()?.headers).toMatchObject({ "x-b": "2", "x-c": "3, 4" });
    expect(last()?.headers).not.toHaveProperty("x-a");
  });
});
