import { describe, expect, test } from "vitest";
import { readRetryAfter } from "../../src/send/retry-after.ts";

const read = (value: string, date = "Sun, 06 Nov 1994 08:49:07 GMT") =>
  readRetryAfter(new Headers({ "retry-after": value, date }));

describe("Retry-After", () => {
  test.each([
    ["0", 0],
    ["120", 120_000],
    [" 5 ", 5000],
    ["9999999999", 9_999_999_999_000],
  ])("is seconds: %s", (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  test.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])(
    "is a date, by the clock of the server: %s",
    (value) => {
      expect(read(value)).toBe(30_000);
      expect(read("5", value)).toBe(5000);
      expect(read("Sun, 06 Nov 1994 08:49:57 GMT", value)).toBe(20_000);
    },
  );

  test("without a zone is in GMT, wherever the client runs", () => {
    const { TZ } = process.env;
    process.env["TZ"] = "Asia/Tokyo";
    try {
      expect(read("Sun Nov  6 08:49:37 1994")).toBe(30_000);
    } finally {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    }
  });

  test("is 0 if the date has passed", () => {
    expect(read("Sun, 06 Nov 1994 08:00:00 GMT")).toBe(0);
    expect(read("Sun, 06 Nov 1994 08:00:00 GMT", "no date")).toBe(0);
  });

  test.each([
    "",
    "soon 5",
    "Jan 1",
    "retry-2030",
    "-5",
    "+5",
    "1.5",
    "5s",
    "9".repeat(400),
    "99999999999",
    "2030-01-01",
    "06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 +0100",
    "Sun, 06 Foo 1994 08:49:37 GMT",
  ])("is ignored: %j", (value) => {
    expect(read(value)).toBeUndefined();
  });
});
