import { trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { createClient, logEvents } from "flatpeak";
import type { Client } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("events");

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.stubEnv("LOG_LEVEL", "debug");
  page.fake.fail("list-devices", { status: 503, times: 1 });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Makes a call that succeeds at its second attempt, with the client of a section. */
async function callOnce(section: string): Promise<void> {
  const { exports } = await page.run<{ flatpeak: Client }>(section);
  const { data } = await exports.flatpeak.GET("/devices");
  expect(data?.data).toHaveLength(0);
}

test("the OpenTelemetry bridge creates a span for every attempt", async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  await callOnce("OpenTelemetry");
  const spans = exporter.getFinishedSpans();
  expect(
    spans.map(({ name, status, attributes }) => [name, status.code, attributes["http.response.status_code"]]),
  ).toEqual([
    ["GET /login", 0, 200],
    ["GET /devices", 2, 503],
    ["GET /devices", 0, 200],
  ]);
  expect(spans[2]?.attributes).toMatchObject({
    "http.request.method": "GET",
    "url.template": "/devices",
    "server.address": "api.flatpeak.com",
    "server.port": 443,
    "http.request.resend_count": 1,
  });
  trace.disable();
});

test("the logger gets every event, failures as warnings", async () => {
  const lines: string[] = [];
  const sink = { write: (line: string) => lines.push(line) };
  vi.doMock("pino", async (original) => {
    const { pino } = await original<{ pino: (options: object, sink: object) => unknown }>();
    return { pino: (options: object) => pino(options, sink) };
  });
  await callOnce("Structured logs");
  const logged = lines.map((line) => JSON.parse(line) as { level: number; msg: string });
  expect(logged.map(({ level, msg }) => [level, msg])).toEqual([
    [20, "flatpeak request"],
    [20, "flatpeak response"],
    [20, "flatpeak login"],
    [20, "flatpeak request"],
    [40, "flatpeak response"],
    [40, "flatpeak retry"],
    [20, "flatpeak request"],
    [20, "flatpeak response"],
  ]);
});

test("logEvents writes the lines on the page", async () => {
  const { exports } = await page.run<{ flatpeak: Client }>("Log lines");
  const lines: string[] = [];
  const spies = (["debug", "info", "warn", "error"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line))),
  );
  await exports.flatpeak.GET("/devices");
  for (const spy of spies) spy.mockRestore();
  const [, shown = ""] = /```text\n(flatpeak #.*?)\n```/s.exec(page.markdown) ?? [];
  const withoutNumbers = (text: string) => text.replace(/#\d+|\d+(?= ms)/g, "N");
  expect(withoutNumbers(lines.join("\n"))).toBe(withoutNumbers(shown));
});

test("pino works as a logger for logEvents, with its own this", () => {
  const lines: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
  const attributes = {
    "http.request.method": "GET",
    "url.template": "/devices",
    "server.address": "api.flatpeak.com",
    "server.port": 443,
    "http.response.status_code": 200,
  };
  const event = { call: 7, operationId: "list-devices", attempt: 1, duration: 1, attributes };
  logEvents(logger)({ ...event, type: "response" });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: 30,
    msg: "flatpeak #7 GET /devices: 200 in 1 ms",
  });
});

test("pino writes the API's type of an error, and no headers", async () => {
  const lines: string[] = [];
  const fake = createFakeFlatpeak();
  fake.on("list-devices", { status: 400, body: { object: "error", type: "invalid_request", message: "No" } });
  const { error } = await createClient(fake).GET("/devices");
  pino({}, { write: (line: string) => lines.push(line) }).error(error);
  const { err } = JSON.parse(lines[0] ?? "") as { err: object };
  expect(err).toMatchObject({ type: "ApiError", apiType: "invalid_request" });
  expect(err).not.toHaveProperty("headers");
});

page.everyBlockRan();
