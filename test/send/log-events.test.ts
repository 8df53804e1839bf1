import { expect, test } from "vitest";
import { createClient, logEvents } from "flatpeak";
import type { ClientOptions, EventAttributes, EventLogger, FlatpeakEvent } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";

/** A logger that records its lines without durations and delays. */
function keepLines(): { logger: EventLogger; lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (line: string) => lines.push(`${level} ${line.replace(/\d+ ms/g, "N ms")}`);
  return {
    logger: { debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") },
    lines,
  };
}

const attributes: EventAttributes = {
  "http.request.method": "GET",
  "url.template": "/devices/{id}",
  "server.address": "api.flatpeak.com",
  "server.port": 443,
};
const base = { call: 7, operationId: "get-device", attributes };
const failing = (error: string, status?: number) => ({
  ...base,
  attributes: {
    ...attributes,
    "error.type": error,
    ...(status === undefined ? {} : { "http.response.status_code": status }),
  },
});
const ok = { ...base, attributes: { ...attributes, "http.response.status_code": 200 } };

test.each<[event: FlatpeakEvent, line: string]>([
  [{ type: "request", ...base }, "debug flatpeak #7 GET /devices/{id}: request"],
  [
    { type: "request", ...base, attributes: { ...attributes, "http.request.resend_count": 2 } },
    "debug flatpeak #7 GET /devices/{id}: request, attempt 3",
  ],
  [{ type: "response", duration: 83.6, ...ok }, "info flatpeak #7 GET /devices/{id}: 200 in 84 ms"],
  [
    { type: "response", duration: 5, ...failing("503", 503) },
    "warn flatpeak #7 GET /devices/{id}: 503 in 5 ms",
  ],
  [
    { type: "response", duration: 5, ...failing("connection") },
    "warn flatpeak #7 GET /devices/{id}: failed (connection) in 5 ms",
  ],
  [
    { type: "response", duration: 5, ...failing("connection", 200) },
    "warn flatpeak #7 GET /devices/{id}: 200 failed (connection) in 5 ms",
  ],
  [
    { type: "retry", delay: 250, ...failing("503", 503) },
    "warn flatpeak #7 GET /devices/{id}: retry in 250 ms after 503",
  ],
  [{ type: "login", duration: 90, ...ok }, "info flatpeak #7 GET /devices/{id}: login succeeded in 90 ms"],
  [
    { type: "login", duration: 90, ...failing("403", 403) },
    "error flatpeak #7 GET /devices/{id}: login failed (403) in 90 ms",
  ],
  [
    { type: "refresh", duration: 90, ...ok },
    "info flatpeak #7 GET /devices/{id}: refresh succeeded in 90 ms",
  ],
  [
    { type: "refresh", duration: 90, ...failing("timeout") },
    "error flatpeak #7 GET /devices/{id}: refresh failed (timeout) in 90 ms",
  ],
  [
    { type: "token-store", ...failing("ECONNREFUSED") },
    "warn flatpeak #7 GET /devices/{id}: token store failed (ECONNREFUSED)",
  ],
])("%j is one line", (event, expected) => {
  const lines: string[] = [];
  const keep = (level: string) => (line: string) => lines.push(`${level} ${line}`);
  logEvents({ debug: keep("debug"), info: keep("info"), warn: keep("warn"), error: keep("error") })(event);
  expect(lines).toEqual([expected]);
});

test("a path of a contract with a line break is still one line", () => {
  const { logger, lines } = keepLines();
  const path = { ...attributes, "url.template": "/a\nERROR forged \u001b[31m" };
  logEvents(logger)({ type: "request", ...base, attributes: path });
  expect(lines).toEqual(["debug flatpeak #7 GET /a ERROR forged [31m: request"]);
});

test("a call is logged from its login to its response, without a secret", async () => {
  const fake = createFakeFlatpeak();
  const { logger, lines } = keepLines();
  const options: ClientOptions = {
    ...fake,
    tokenStore: {
      get: () => Promise.reject(new Error(`wrong password: ${fake.apiKey}`)),
      set: () => Promise.reject(new Error(fake.apiKey)),
    },
    onEvent: logEvents(logger),
  };
  const flatpeak = createClient(options);
  fake.fail("get-device", { status: 503, times: 1, headers: { "retry-after": "0" } });
  const { error } = await flatpeak.GET("/devices/{id}", {
    params: { path: { id: "dev_of_a_customer" } },
    headers: { "x-secret": "header-secret" },
  });
  expect(error?.status).toBe(404);
  expect(lines.map((line) => line.replace(/#\d+ /, ""))).toEqual([
    "warn flatpeak GET /login: token store failed (Error)",
    "debug flatpeak GET /login: request",
    "info flatpeak GET /login: 200 in N ms",
    "info flatpeak GET /login: login succeeded in N ms",
    "warn flatpeak GET /login: token store failed (Error)",
    "debug flatpeak GET /devices/{id}: request",
    "warn flatpeak GET /devices/{id}: 503 in N ms",
    "warn flatpeak GET /devices/{id}: retry in N ms after 503",
    "debug flatpeak GET /devices/{id}: request, attempt 2",
    "warn flatpeak GET /devices/{id}: 404 in N ms",
  ]);
  for (const secret of [fake.accountId, fake.apiKey, "Bearer", "dev_of_a_customer", "header-secret"])
    expect(lines.join("\n")).not.toContain(secret);
});

test("console is accepted as a logger", () => {
  expect(logEvents(console)).toBeTypeOf("function");
});
