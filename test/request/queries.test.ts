import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

let server: RawServer;
type Query = Record<string, unknown>;
let send: (query: unknown) => Promise<{ error?: { kind: string; message: string } | undefined }>;

beforeEach(async () => {
  server = await startServer((_request, _incoming, outgoing) => outgoing.end("{}"));
  const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
  send = (query) => flatpeak.GET("/events", { params: { query: query as Query } });
});
afterEach(() => server.close());

const date = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6));

describe("query parameters are sent in the expected form", () => {
  test.each<[string, Query, string]>([
    ["a date is RFC 3339 in UTC", { a: date }, "?a=2026-01-02T03%3A04%3A05.006Z"],
    ["a date of another realm", { a: runInNewContext("new Date(0)") }, "?a=1970-01-01T00%3A00%3A00.000Z"],
    [
      "dates in a list",
      { a: [date, date] },
      "?a=2026-01-02T03%3A04%3A05.006Z&a=2026-01-02T03%3A04%3A05.006Z",
    ],
    ["a date in an object", { a: { from: date } }, "?a[from]=2026-01-02T03%3A04%3A05.006Z"],
    [
      "the first and the last year that RFC 3339 has",
      { a: [new Date(-62167219200000), new Date(253402300799999)] },
      "?a=0000-01-01T00%3A00%3A00.000Z&a=9999-12-31T23%3A59%3A59.999Z",
    ],
    ["absent values are omitted", { a: undefined, b: null, c: 1 }, "?c=1"],
    ["absent items are omitted", { a: [null, 1, undefined, 2] }, "?a=1&a=2"],
    ["absent properties are omitted", { a: { b: null, c: undefined, d: 1 } }, "?a[d]=1"],
    ["empty lists and objects are omitted", { a: [], b: {}, c: [null], d: 1, e: { f: null } }, "?d=1"],
    ["without values, there is no query", { a: [] }, ""],
    ["an empty string is sent", { a: "", b: [""] }, "?a=&b="],
    [
      "numbers, booleans and big integers",
      { a: [0, -0, 1e21, 0.1], b: false, c: 2n ** 64n },
      "?a=0&a=0&a=1e%2B21&a=0.1&b=false&c=18446744073709551616",
    ],
    [
      "names are encoded like values",
      { "a&b=c": 1, d: { "e&f": "g" }, "ü[": 2 },
      "?a%26b%3Dc=1&d[e%26f]=g&%C3%BC%5B=2",
    ],
    [
      "names of Object.prototype",
      JSON.parse('{"__proto__":"a","constructor":["b"],"c":{"__proto__":"d"}}') as Query,
      "?__proto__=a&constructor=b&c[__proto__]=d",
    ],
  ])("%s", async (_name, query, sent) => {
    expect((await send(query)).error).toBeUndefined();
    expect(server.requests[0]?.url).toBe(`/events${sent}`);
    expect(({} as Query)["a"]).toBeUndefined();
  });
});

describe("a value without a text form in a query is refused, with the parameter's name", () => {
  test.each<[string, Query, string]>([
    ["NaN", { a: NaN }, '"a" is NaN'],
    ["Infinity in a list", { a: [1, -Infinity] }, '"a" is -Infinity'],
    ["NaN in an object", { a: { b: NaN } }, '"a" is NaN'],
    ["an invalid date", { a: new Date(NaN) }, '"a" is an invalid date'],
    [
      "a date that RFC 3339 lacks",
      { a: new Date(253402300800000) },
      '"a" is a date outside the years 0 to 9999',
    ],
    [
      "a date before the year 0",
      { a: [new Date(-62167219200001)] },
      '"a" is a date outside the years 0 to 9999',
    ],
    ["a lone surrogate", { a: "\udc00" }, '"a" has a lone surrogate'],
    ["a lone surrogate in a name", { "\ud800": 1 }, "has a lone surrogate"],
    ["a lone surrogate in the name of a property", { a: { "\ud800": 1 } }, '"a" has a lone surrogate'],
    ["a list in a list", { a: [[1]] }, '"a" is nested too deep'],
    ["a list in an object", { a: { b: [1] } }, '"a" is nested too deep'],
    ["an object in a list", { a: [{}] }, '"a" is nested too deep'],
    ["a Map, which would be sent as nothing", { a: new Map([["b", 1]]) }, '"a" is a Map'],
    ["a URL", { a: new URL("https://host") }, '"a" is a URL'],
    ["a boxed string", { a: Object("b") as unknown }, '"a" is a String'],
    ["a function", { a: () => 1 }, '"a" is a function'],
    ["a symbol", { a: [Symbol("b")] }, '"a" is a symbol'],
    ["a name with a line break stays on one line", { "a\nb": NaN }, '"a b" is NaN'],
  ])("%s", async (_name, query, complaint) => {
    const { error } = await send(query);
    expect(error).toMatchObject({ kind: "usage", outcome: "not-sent", attempts: 0 });
    expect(error?.message).toContain(complaint);
    expect(server.requests).toEqual([]);
  });

  test.each([[new URLSearchParams("a=1")], [[["a", 1]]], ["a=1"]])(
    "%s instead of names and values",
    async (query) => {
      expect((await send(query)).error?.message).toMatch(/params\.query is not a plain object/);
      expect(server.requests).toEqual([]);
    },
  );
});
