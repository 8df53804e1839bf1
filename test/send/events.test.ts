import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Client } from "../../src/index.ts";
import { createFakeFlatpeak } from "../../src/testing/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = `${ROOT}test/.events`;
const page = readFileSync(`${ROOT}docs/events.md`, "utf8");

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
});

afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** The client that a section's example makes, against a Flatpeak that answers 503 to the first of its calls. */
async function clientOf(section: string): Promise<Client> {
  const start = page.indexOf(`## ${section}`);
  const code = /^```ts\n(.*?)^```$/ms.exec(page.slice(start))?.[1] ?? "";
  const file = `${FOLDER}/${section.replace(/\W+/g, "-")}.ts`;
  writeFileSync(file, code);
  const fake = createFakeFlatpeak();
  fake.fail("list-devices", { status: 503, times: 1 });
  vi.stubEnv("FLATPEAK_ACCOUNT_ID", fake.accountId);
  vi.stubEnv("FLATPEAK_API_KEY", fake.apiKey);
  vi.stubGlobal("fetch", fake.fetch);
  const { flatpeak } = (await import(/* @vite-ignore */ file)) as { flatpeak: Client };
  return flatpeak;
}

test("the bridge to OpenTelemetry makes a span of every attempt", async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  const flatpeak = await clientOf("OpenTelemetry");
  await flatpeak.GET("/devices");
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

test("the logger is told of every event, of what went wrong as a warning", async () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const sink = { write: (line: string) => lines.push(line) };
  vi.doMock("pino", async (original) => {
    const { pino } = await original<{ pino: (options: object, sink: object) => unknown }>();
    return { pino: (options: object) => pino(options, sink) };
  });
  const flatpeak = await clientOf("A logger");
  await flatpeak.GET("/devices");
  vi.restoreAllMocks();
  const logged = lines.flatMap((line) =>
    line.startsWith("{") ? [JSON.parse(line) as { level: number; msg: string }] : [],
  );
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
