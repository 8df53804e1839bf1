import fc from "fast-check";
import { expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions, FlatpeakEvent } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { textsOf } from "../support/canary.ts";
import { bearers, encodings, findPieces } from "../support/secrets.ts";

/** Places where a response, or an error of `fetch`, quotes a secret. */
type Place = (quote: string) => Response | Error;

const LIMIT = 64 * 1024;
const json = (body: unknown, status = 500) => new Response(JSON.stringify(body), { status });
const places: Readonly<Record<string, Place>> = {
  "a page": (quote) => new Response(`<p>${quote}</p>`, { status: 502 }),
  "a page in place of data": (quote) => new Response(`<p>${quote}</p>`),
  "the fields of a body": (quote) => json({ code: quote, type: quote, message: quote }, 403),
  "the name of a field": (quote) => json({ message: "no", [quote]: 1 }, 409),
  "deep in a body": (quote) => json({ errors: [{ at: [[{ says: ["x", quote] }]] }] }),
  "a header": (quote) =>
    new Response("{}", { status: 404, headers: { "x-echo": quote, "x-request-id": quote } }),
  "the reason": (quote) => new Response("{}", { status: 418, statusText: quote }),
  "the URL": (quote) =>
    Object.defineProperty(json({}), "url", { value: `https://api.flatpeak.com/devices?a=${quote}` }),
  "an error": (quote) => Object.assign(new TypeError(quote), { code: quote, config: { quote } }),
  "a cause": (quote) => new TypeError("fetch failed", { cause: new Error(quote) }),
  "the cause of a cause": (quote) =>
    new TypeError("fetch failed", { cause: new Error("broke", { cause: { name: quote, message: quote } }) }),
};

/** Statuses whose headers or reason may quote it. */
const isVisible = (text: string) => /^[\x21-\x7e]+$/.test(text);

/** A response whose body arrives in pieces. */
function inPieces(response: Response, size: number): Response {
  const { status, statusText, headers } = response;
  const source = response.body;
  if (source === null) return response;
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      for (let at = 0; at < piece.length; at += size) controller.enqueue(piece.subarray(at, at + size));
    },
  });
  const pieces = new Response(source.pipeThrough(cut), { status, statusText, headers });
  return Object.defineProperty(pieces, "url", { value: response.url });
}

const encoding = fc.constantFrom(...Object.entries(encodings));
const place = fc.constantFrom(...Object.entries(places));

/** Makes a call and returns every text of its result, errors and events. */
async function textsOfCall(
  answer: () => Response | Error,
  options: ClientOptions,
  parseAs: "json" | "stream" = "json",
): Promise<string[]> {
  const events: FlatpeakEvent[] = [];
  const flatpeak = createClient({
    retries: 0,
    onEvent: (event) => void events.push(event),
    fetch: () => {
      const given = answer();
      return given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
    },
    ...options,
  });
  const result = await flatpeak.GET("/devices", { parseAs });
  const streamed =
    result.data instanceof ReadableStream
      ? await new Response(result.data).text().catch((thrown: unknown) => thrown)
      : undefined;
  return [result, result.error, result.error?.cause, streamed, events].flatMap((value) =>
    Object.values(textsOf(value)),
  );
}

test("no error, response, event or cause contains a part of a bearer token, wherever it was quoted", async () => {
  await fc.assert(
    fc.asyncProperty(
      bearers,
      encoding,
      place,
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      async (bearer, [, encode], [, quote], size, asked) => {
        const text = encode(`"${bearer}"`);
        fc.pre(isVisible(text));
        const answer = () => {
          const given = quote(text);
          return given instanceof Error ? given : inPieces(given, size);
        };
        const texts = await textsOfCall(answer, { token: asked ? () => bearer : bearer });
        expect(texts.flatMap((found) => findPieces(found, bearer))).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

test("an error that is cut at 64 KiB, inside the bearer token or before it, contains no part of the token", async () => {
  await fc.assert(
    fc.asyncProperty(
      bearers,
      encoding,
      fc.nat({ max: 300 }),
      fc.constantFrom(200, 502),
      async (bearer, [, encode], before, status) => {
        const quote = encode(bearer);
        const page = `${" ".repeat(LIMIT - before)}${quote.repeat(2 + Math.ceil(before / quote.length))}`;
        const texts = await textsOfCall(() => new Response(page, { status }), { token: bearer });
        // The removed part is white space, which need not be searched a hundred times.
        const ends = texts.map((text) => text.replace(/ {100,}/g, " "));
        expect(ends.flatMap((found) => findPieces(found, bearer))).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
});

test("a truncated stream contains no part of the bearer token", async () => {
  await fc.assert(
    fc.asyncProperty(bearers, encoding, async (bearer, [, encode]) => {
      const thrown = new Error("terminated", { cause: new Error(encode(bearer)) });
      const broken = () => new Response(new ReadableStream({ pull: () => Promise.reject(thrown) }));
      const texts = await textsOfCall(broken, { token: bearer }, "stream");
      expect(texts.flatMap((found) => findPieces(found, bearer))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test("the recorded requests of the fake contain neither the key nor bearer tokens", async () => {
  await fc.assert(
    fc.asyncProperty(bearers, encoding, fc.boolean(), async (apiKey, [, encode], asJson) => {
      const fake = createFakeFlatpeak({ apiKey });
      const secret = asJson ? apiKey : fake.issueToken();
      const quote = encode(secret);
      await fake.fetch(
        `https://api.flatpeak.com/devices?a=${encodeURIComponent(quote)}&${encodeURIComponent(quote)}=1`,
        {
          method: "POST",
          headers: { authorization: `Bearer ${secret}`, ...(isVisible(quote) ? { "x-echo": quote } : {}) },
          body: asJson ? JSON.stringify({ [quote]: { says: [quote] } }) : quote,
        },
      );
      const texts = Object.values(textsOf(fake.requests));
      // The fake numbers its bearer tokens: all of them, and its messages, contain "bearer_".
      expect(
        texts.flatMap((text) => findPieces(text, secret)).filter((piece) => piece !== "bearer_"),
      ).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
