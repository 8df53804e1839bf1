import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { createClient } from "flatpeak";
import type { Client, Device, OperationEntry } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

/** The raw bytes of a response: no server library would send most of these. */
let wire: (string | Uint8Array)[];
let server: RawServer;
let flatpeak: Client;

beforeEach(async () => {
  server = await startServer((_request, { socket }) => {
    for (const part of wire) socket.write(part);
    socket.end();
  });
  flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
});
afterEach(() => server.close());

const path = { params: { path: { id: "dev_1" } } };
const getDevice = () => flatpeak.GET("/devices/{id}", path);
const device = JSON.stringify({ id: "dev_1", reference_id: "Zähler ⚡" });

/** Head and body of a response, with the length of the body unless `headers` set another. */
function answer(
  status: number,
  body: string | Uint8Array = "",
  headers: Record<string, string> = {},
): (string | Uint8Array)[] {
  const fields = { "content-length": String(Buffer.byteLength(body)), ...headers };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return [`HTTP/1.1 ${status} Some Reason\r\n${head.join("")}\r\n`, body];
}

describe("a body that is truncated or cannot be decoded is a ConnectionError with any status", () => {
  const gzip = { "content-encoding": "gzip" };
  test.each<[string, (string | Uint8Array)[]]>([
    ["shorter than its length", answer(200, device, { "content-length": "1000" })],
    ["without its last chunk", ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "5\r\n{    \r\n"]],
    ["an invalid chunk", ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "zz\r\n{}\r\n"]],
    ["invalid gzip", answer(200, device, gzip)],
    ["an error page as invalid gzip", answer(502, "<html>", gzip)],
    ["an error page shorter than its length", answer(404, "{}", { "content-length": "1000" })],
  ])("%s", async (_name, parts) => {
    wire = parts;
    const { data, error, response } = await getDevice();
    expect({ data, response }).toEqual({ data: undefined, response: undefined });
    expect(error).toMatchObject({ kind: "connection", outcome: "unknown", attempts: 1 });
  });
});

describe("a body is read by its content, not by its content type", () => {
  test.each<[string, (string | Uint8Array)[]]>([
    ["gzip", answer(200, gzipSync(device), { "content-encoding": "gzip" })],
    [
      "as text/plain in another character set",
      answer(200, device, { "content-type": "text/plain; charset=x" }),
    ],
    ["with a byte order mark", answer(200, `\ufeff${device}`)],
    ["without a content type, until the connection closes", ["HTTP/1.1 200 OK\r\n\r\n", device]],
  ])("JSON %s is data", async (_name, parts) => {
    wire = parts;
    expect((await getDevice()).data).toEqual(JSON.parse(device));
  });

  test("bytes that are not UTF-8 become replacement characters, in data and in errors", async () => {
    const broken = Buffer.concat([
      Buffer.from('{"code":"'),
      Buffer.from([0xc3, 0x28, 0xff]),
      Buffer.from('"}'),
    ]);
    wire = answer(200, broken);
    expect((await getDevice()).data).toEqual({ code: "\ufffd(\ufffd" });
    wire = answer(404, broken);
    expect((await getDevice()).error).toMatchObject({ status: 404, body: { code: "\ufffd(\ufffd" } });
  });

  test("a character may be divided between two pieces", async () => {
    const bytes = Buffer.from(device);
    const within = bytes.indexOf("ä") + 1;
    const pieces = [bytes.subarray(0, within), bytes.subarray(within)];
    const body = new ReadableStream({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    const fetch = () => Promise.resolve(new Response(body));
    const { data } = await createClient({ token: "t", fetch }).GET("/devices/{id}", path);
    expect(data).toEqual(JSON.parse(device));
  });

  test("JSON with half a character after it is not JSON", async () => {
    wire = answer(200, Buffer.concat([Buffer.from(device), Buffer.from([0xc3])]));
    expect((await getDevice()).error?.kind).toBe("unexpected-response");
  });

  test("truncated gzip, which fetch decodes partly, is not JSON", async () => {
    wire = answer(200, gzipSync(device).subarray(0, -20), { "content-encoding": "gzip" });
    expect((await getDevice()).error?.kind).toBe("unexpected-response");
  });

  test("JSON in UTF-16 is not JSON", async () => {
    wire = answer(200, Buffer.from(device, "utf16le"), { "content-type": "application/json" });
    expect((await getDevice()).error?.kind).toBe("unexpected-response");
  });
});

describe("a status without content", () => {
  test.each([
    ["204", answer(204)],
    ["204 with content", answer(204, device)],
    ["205", answer(205)],
    ["205 with content", answer(205, device)],
  ])("%s is a success only for an operation without content", async (_name, parts) => {
    wire = parts;
    expect((await getDevice()).error).toMatchObject({ kind: "unexpected-response", attempts: 1 });
    const entry = { security: "none", versioned: false, idempotent: false, errors: {} } as const;
    const operations: Record<string, OperationEntry> = {
      "POST /reset": { ...entry, operationId: "reset", success: { "2XX": "empty" } },
    };
    const other = createClient<{ "/reset": { post: { responses: { 204: object } } } }>({
      manifest: { apiVersion: "1", operations },
      baseUrl: server.origin,
    });
    expect(await other.POST("/reset")).toMatchObject({ data: undefined, error: undefined });
  });

  test("a HEAD has no data, and its error has no body, whatever their length would be", async () => {
    const head = {
      operationId: "head",
      security: "none",
      versioned: false,
      idempotent: true,
      success: {},
      errors: {},
    } as const;
    const other = createClient<{ "/page": { head: { responses: { 200: object } } } }>({
      manifest: { apiVersion: "1", operations: { "HEAD /page": head } },
      baseUrl: server.origin,
      retries: 0,
    });
    wire = answer(200, "", { "content-length": "1000" });
    for (const parseAs of ["json", "text", "stream"] as const) {
      expect(await other.HEAD("/page", { parseAs })).toMatchObject({ data: undefined, error: undefined });
    }
    wire = answer(503, "", { "content-length": "1000" });
    expect((await other.HEAD("/page")).error).toMatchObject({ status: 503, body: undefined, rawBody: "" });
  });
});

describe("every form of a body is typed and complete", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);

  test("text, blob, arrayBuffer and stream", async () => {
    wire = answer(200, bytes);
    const text = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "text" });
    const blob = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "blob" });
    const buffer = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "arrayBuffer" });
    const stream = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "stream" });
    expect(text.data).toBe(new TextDecoder().decode(bytes));
    expect(new Uint8Array((await blob.data?.arrayBuffer()) ?? [])).toEqual(bytes);
    expect(new Uint8Array(buffer.data ?? [])).toEqual(bytes);
    expect(new Uint8Array(await new Response(stream.data).arrayBuffer())).toEqual(bytes);

    expectTypeOf(text.data).toEqualTypeOf<string | undefined>();
    expectTypeOf(blob.data).toEqualTypeOf<Blob | undefined>();
    expectTypeOf(buffer.data).toEqualTypeOf<ArrayBuffer | undefined>();
    expectTypeOf(stream.data).toEqualTypeOf<ReadableStream<Uint8Array> | undefined>();
    expectTypeOf((await getDevice()).data).toEqualTypeOf<Device | undefined>();
  });

  test("an empty body is an empty value of its form", async () => {
    wire = answer(200);
    expect((await flatpeak.GET("/devices/{id}", { ...path, parseAs: "text" })).data).toBe("");
    const { data: blob } = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "blob" });
    expect(blob).toMatchObject({ size: 0, type: "" });
    expect((await flatpeak.GET("/devices/{id}", { ...path, parseAs: "arrayBuffer" })).data?.byteLength).toBe(
      0,
    );
    const { data } = await flatpeak.GET("/devices/{id}", { ...path, parseAs: "stream" });
    expect(await new Response(data).text()).toBe("");
  });

  test("a stream is a standard ReadableStream, also for a custom Response or one without a body", async () => {
    const other = { status: 200, headers: new Headers(), body: { on: "a Node stream" } };
    const arrayBuffer = () => Promise.resolve(new TextEncoder().encode("text").buffer);
    const answers = [new Response(null, { status: 204 }), { ...other, arrayBuffer } as unknown as Response];
    for (const [index, text] of ["", "text"].entries()) {
      const fetch = () => Promise.resolve(answers[index] ?? Response.error());
      const { data } = await createClient({ token: "t", fetch }).GET("/devices/{id}", {
        ...path,
        parseAs: "stream",
      });
      expect(data).toBeInstanceOf(ReadableStream);
      expect(await new Response(data).text()).toBe(text);
    }
  });

  test.each(["text", "blob", "arrayBuffer"] as const)("%s that breaks off is not data", async (parseAs) => {
    wire = answer(200, bytes, { "content-length": "1000000" });
    expect((await flatpeak.GET("/devices/{id}", { ...path, parseAs })).error?.kind).toBe("connection");
  });
});

describe("text of a body stays on one line of a message", () => {
  const forged = "not found\n2026-01-01 INFO \u001b[31mpaid\u001b[0m\r\t\u2028\u202eeno\u0085";

  test("for an error of the API, whose body is unchanged", async () => {
    wire = answer(404, JSON.stringify({ code: "a\nb", message: forged }));
    const { error } = await getDevice();
    expect(error?.message).toBe("404 a b: not found 2026-01-01 INFO [31mpaid [0m eno (GET /devices/{id})");
    expect(error?.stack?.split("\n")[0]).toBe(`ApiError: ${error?.message ?? ""}`);
    expect(error).toMatchObject({ code: "a\nb", body: { message: forged } });
  });

  test("for an error that fetch threw", async () => {
    const fetch = () => Promise.reject(new Error(forged, { cause: new Error(forged) }));
    const { error } = await createClient({ token: "t", fetch, retries: 0 }).GET("/devices");
    const texts = [error?.message, String(error?.cause), error?.cause instanceof Error && error.cause.stack];
    for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
  });

  test("is truncated, like very long reasons and content types", async () => {
    const long = "x".repeat(5000);
    wire = [`HTTP/1.1 418 ${long}\r\ncontent-length: 0\r\n\r\n`];
    expect((await getDevice()).error?.message.length).toBeLessThan(400);
    wire = answer(200, "<html>", { "content-type": long });
    expect((await getDevice()).error?.message.length).toBeLessThan(600);
  });
});

// After the prefix of 8 characters, the limit is three bytes into a character of four.
test.each([0, 8])("an excerpt ends between two characters, after %i others", async (before) => {
  const page = "x".repeat(before) + "é€😀".repeat(20_000);
  wire = answer(502, page);
  const failed = (await getDevice()).error;
  wire = answer(200, page);
  const unexpected = (await getDevice()).error;
  for (const error of [failed, unexpected]) {
    const raw = error?.kind === "api" || error?.kind === "unexpected-response" ? error.rawBody : "";
    expect(page.startsWith(raw)).toBe(true);
    expect(Buffer.byteLength(raw)).toBeGreaterThan(64 * 1024 - 4);
    expect(Buffer.byteLength(raw)).toBeLessThanOrEqual(64 * 1024);
  }
});
