import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactJson } from "../../src/errors/redact-json.ts";
import { createRedact, createSentCredentials, secretsOf } from "../../src/errors/redaction.ts";
import { readLayers } from "../../src/text/escapes.ts";
import { createSearch } from "../../src/text/search.ts";
import type { Searchable } from "../../src/text/search.ts";
import { apiKeys, bearers, encodings, findPieces } from "../support/secrets.ts";
import { pickSize } from "../support/sizes.ts";

const RUNS = pickSize(2_000, 2_000);

const FILLER = "<p> oh, <b>no</b> ";
const filler = fc.nat({ max: 40 }).map((length) => FILLER.repeat(3).slice(0, length));
const encoding = fc.constantFrom(...Object.entries(encodings));
const BEARER = "bearer_1+x/y.z~==";

describe("no part of a secret stays in a text", () => {
  // A failure prints its seed.
  test("for any secret, encoding, surrounding text and cut", () => {
    const cuts = fc.option(fc.nat({ max: 1000 }));
    fc.assert(
      fc.property(
        fc.oneof(apiKeys, bearers),
        encoding,
        filler,
        filler,
        fc.boolean(),
        cuts,
        (secret, [, encode], before, after, together, cutAt) => {
          const whole = together ? encode(before + secret + after) : before + encode(secret) + after;
          const text = cutAt === null ? whole : whole.slice(0, cutAt % (whole.length + 1));
          const pieces = findPieces(createRedact([secret])(text, cutAt !== null), secret);
          // A beginning of four characters may stay at a cut, and may equal a piece without its backslashes.
          const isKept = (piece: string) => cutAt !== null && piece.length <= 4;
          expect(pieces.filter((piece) => !isKept(piece))).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test.each([
    ["escapes of JSON", '{"a":"bearer\\u005f1\\u002B\\u0078\\/y.z~=="}', '{"a":"[redacted]"}'],
    ["JSON in JSON", JSON.stringify(JSON.stringify([BEARER])), '"[\\"[redacted]\\"]"'],
    ["percent-encoding", "?a=bearer_1%2bx%2Fy.z~%3D%3D&b=1", "?a=[redacted]&b=1"],
    ["upper case", `Bearer ${BEARER.toUpperCase()}!`, "Bearer [redacted]!"],
    ["no padding", "bearer_1+x/y.z~", "[redacted]"],
    ["letters before it whose lower case is longer", `İİİİ${BEARER}İ`, "İİİİ[redacted]İ"],
    ["a word with the same beginning", "bearer_1+x/y is no such token", "bearer_1+x/y is no such token"],
  ])("%s", (_name, text, expected) => {
    expect(createRedact([BEARER])(text)).toBe(expected);
  });

  test.each([
    ["a letter whose lower case depends on the next", "key_ΟΔΟΣΟΔΟΣ", "key_ΟΔΟΣΟΔΟΣΑ", "[redacted]Α"],
    ["no padding after letters beyond ASCII", "schlüssel==", '"schlüssel"', '"[redacted]"'],
    ["no padding after an equals sign within it", "key=value12==", '"key=value12"', '"[redacted]"'],
    ["half of it backslashes", "\\\\\\\\abcd", "about abcd", "about [redacted]"],
    ["backslashes that are doubled twice", "ab\\cdefg", '"ab\\\\\\\\cdefg"', '"[redacted]"'],
    ["a backslash and u in JSON", "\\ubeef\\ab\\ucd", '{"a":"\\\\ubeef\\\\ab\\\\ucd"}', '{"a":"[redacted]"}'],
    ["the same in JSON within JSON", "ab\\uabcdabc", "ab\\\\\\\\uabcdabc", "[redacted]"],
    ["almost only backslashes", "\\\\\\\\\\\\ab", "about a table", "about a table"],
    ["almost only zeros", "0000001234", "port 1234 to 12345678", "port 1234 to 12345678"],
  ])("%s", (_name, secret, text, expected) => {
    expect(createRedact([secret])(text)).toBe(expected);
  });

  test("secrets of 8 characters are removed, shorter ones are not", () => {
    expect(createRedact(["devices_"])("GET /devices_ of two devices")).toBe("GET /[redacted] of two devices");
    expect(createRedact(["devices"])("GET /devices of two devices")).toBe("GET /devices of two devices");
  });

  test("in both alphabets of base64, at each place in a group of three", () => {
    const secret = "key>>>???~~~ÿÿÿ";
    for (const before of ["", "a", "ab"]) {
      for (const form of ["base64", "base64url"] as const) {
        const text = Buffer.from(`${before}${secret}...`).toString(form);
        expect(findPieces(text, secret)).not.toEqual([]);
        expect(findPieces(createRedact([secret])(text), secret)).toEqual([]);
      }
    }
  });

  test("at a cut, including the backslashes of a secret", () => {
    const doubled = "a\\b\\c\\d\\e\\f\\g".replaceAll("\\", "\\\\\\\\");
    const redact = createRedact(["a\\b\\c\\d\\e\\f\\g"]);
    expect(redact(`page ${doubled.slice(0, doubled.indexOf("d"))}`, true)).toBe("page [redacted]");
    expect(redact(`page ${doubled.slice(0, doubled.indexOf("c"))}`, true)).toBe(
      `page a${"\\".repeat(4)}b${"\\".repeat(4)}`,
    );
  });

  test("at a cut, however long the secret is", () => {
    const secret = Array.from({ length: 16 * 1024 }, (_, at) => (at * 7919).toString(36))
      .join("")
      .slice(0, 16 * 1024);
    for (const length of [7, 300, 16 * 1024 - 1]) {
      expect(createRedact([secret])(`page ${secret.slice(0, length)}`, true)).toBe("page [redacted]");
    }
    const whole = `${"page ".repeat(5_000)}${secret.slice(0, 16_000)}`;
    expect(createRedact([secret])(whole)).toBe(whole);
  });
});

describe("the secrets of a client", () => {
  test("are its fixed credentials and the latest 17 bearer tokens, each once", () => {
    const sent = createSentCredentials();
    sent.keep("Basic fixed");
    for (let at = 1; at <= 17; at += 1) sent.add(`Bearer ${at}`);
    for (const again of ["Bearer 1", "Bearer 2", "Bearer 1", "Basic fixed"]) sent.add(again);
    expect(sent.all()).toHaveLength(18);
    expect(sent.all().slice(0, 4)).toEqual(["Basic fixed", "Bearer 1", "Bearer 2", "Bearer 17"]);
    sent.add("Bearer 18");
    expect(sent.all()).toHaveLength(18);
    expect(sent.all()).not.toContain("Bearer 3");
    expect(sent.all()).toContain("Bearer 4");
  });

  test("are the text after the scheme, and for basic auth user name and password too", () => {
    expect(secretsOf("Bearer abc")).toEqual(["abc"]);
    expect(secretsOf(`Basic ${btoa("ada:pass:word")}`)).toEqual([
      btoa("ada:pass:word"),
      "ada:pass:word",
      "ada",
      "pass:word",
    ]);
  });
});

describe("no secret of digits stays in a number", () => {
  test.each([
    ["the secret", "1234567890123", "1234567890123"],
    ["a longer number", "1234567890123", "991234567890123"],
    ["the negative number", "1234567890123", "-1234567890123"],
    ["an exponent", "1234567890123", "1.234567890123e12"],
    ["a fraction", "1234567890123", "0.1234567890123"],
    ["a point in between", "1234567890123", "12345.67890123"],
    ["leading zeros that a number loses", "0012345678", "12345678"],
    ["a secret that is a number with an exponent", "12345678e9", "12345678e9"],
    ["more digits than a number can hold", "12345678901234567890", "12345678901234567890"],
    ["more digits, after others", "12345678901234567890", "9912345678901234567890"],
    ["the beginning, if the digits are cut", "12345678901234567890", "99999999991234567890"],
  ])("%s", (_name, secret, source) => {
    const body: unknown = JSON.parse(`{"id":[${source}]}`);
    expect(redactJson(body, createRedact([secret]))).toEqual({ id: ["[redacted]"] });
  });

  test("other numbers are unchanged, for any secret", () => {
    const numbers = [0, -0, 1e-7, 12.5, 20261127, 12345678, 1.7976931348623157e308, 1764225000000];
    for (const secret of ["1234567890123", "bearer_Infinity", "acc_123:NaNNaNNaN", "0x00000000"])
      expect(redactJson(numbers, createRedact([secret]))).toEqual(numbers);
  });

  test("for any digits before and after it", () => {
    const digits = (minLength: number, maxLength: number) =>
      fc.array(fc.nat({ max: 9 }), { minLength, maxLength }).map((all) => all.join(""));
    // A number has no leading zeros: without them, a secret may be shorter than the shortest secret.
    const secrets = fc.tuple(fc.integer({ min: 1, max: 9 }), digits(7, 23)).map((parts) => parts.join(""));
    fc.assert(
      fc.property(secrets, digits(0, 8), digits(0, 8), (secret, before, after) => {
        const number = Number(before + secret + after);
        const redacted = JSON.stringify(redactJson(number, createRedact([secret])));
        expect(findPieces(redacted.replace(/[.]|e.*/g, ""), secret)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the number of steps is linear in the text, for any secret", () => {
  /** Number of times that a search reads a character of the text. */
  function countSteps(pattern: string, text: string): number {
    let steps = 0;
    const counted = new Proxy<Searchable>(Array.from(text), {
      get(target, key): unknown {
        if (key === "indexOf")
          return (part: string, from: number) => {
            const found = text.indexOf(part, from);
            steps += part.length * ((found === -1 ? text.length : found) - from + 1);
            return found;
          };
        if (key !== "length") steps += 1;
        const value: unknown = Reflect.get(target, key);
        return value;
      },
    });
    createSearch(pattern, 5)(counted, () => undefined);
    return steps;
  }

  test.each([
    ["one character, repeated", "a".repeat(200), (length: number) => "a".repeat(length)],
    ["all but the last character", `${"a".repeat(199)}b`, (length: number) => "a".repeat(length)],
    ["all but the first character", `b${"a".repeat(199)}`, (length: number) => "a".repeat(length)],
    ["beginnings of itself", "aab".repeat(60), (length: number) => "aabaabaac".repeat(length / 9)],
  ])("%s", (_name, pattern, write) => {
    const [one, two] = [countSteps(pattern, write(9_000)), countSteps(pattern, write(18_000))];
    expect(two / one).toBeLessThan(2.1);
    expect(two).toBeLessThan(10 * (18_000 + pattern.length));
  });

  test("random secrets and texts from few characters", () => {
    const few = fc.constantFrom("a", "b");
    const patterns = fc.string({ unit: few, minLength: 1, maxLength: 50 });
    const texts = fc.string({ unit: few, maxLength: 500 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(countSteps(pattern, text)).toBeLessThanOrEqual(10 * (text.length + pattern.length));
        const found: number[] = [];
        createSearch(pattern, 5)(text, (start) => found.push(start));
        expect(found).toEqual(
          Array.from(text).flatMap((_, at) => (text.startsWith(pattern, at) ? [at] : [])),
        );
      }),
    );
  });

  test.each([
    ["escapes of URLs are decoded at most four times", "%", encodeURIComponent, 4],
    [
      "escapes of JSON are decoded level by level at most four times, and once altogether",
      "\\u",
      JSON.stringify,
      5,
    ],
  ])("%s, and the text never gets longer", (_name, escape, encode, most) => {
    const nested = Array.from({ length: 6 }).reduce<string>((text) => encode(text), escape.repeat(500));
    const layers = readLayers(nested);
    expect(layers.length).toBe(most);
    for (const { text, startOf } of layers) {
      expect(text.length).toBeLessThanOrEqual(nested.length);
      expect(startOf(text.length)).toBe(nested.length);
    }
  });

  // Quadratic time would exceed the time limit of a test.
  test.each([
    ["backslashes", "\\".repeat(200_000)],
    ["backslashes before a possible escape", `${"\\".repeat(100_000)}u00${"\\".repeat(100_000)}%2`],
    ["percent signs", "%".repeat(200_000)],
    ["the beginning of the secret, repeated", "ab\\\\\\".repeat(40_000)],
  ])("200,000 characters: %s", (_name, text) => {
    const secrets = ["ab\\\\\\\\\\\\cdefgh", "\\".repeat(200), "%25".repeat(70)];
    expect(createRedact(secrets)(text, true).length).toBeLessThanOrEqual(text.length + 10);
  });
});
