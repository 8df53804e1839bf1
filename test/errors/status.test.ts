import { expect, test } from "vitest";
import { findByStatus, isErrorStatus, isSuccessStatus } from "../../src/errors/status.ts";

test("200 to 299 are successes, 400 to 599 are errors", () => {
  expect([199, 200, 299, 300].map(isSuccessStatus)).toEqual([false, true, true, false]);
  expect([399, 400, 599, 600].map(isErrorStatus)).toEqual([false, true, true, false]);
});

test("a status is documented by its number, else by its class, else by default", () => {
  const documented = { "404": "number", "4XX": "class", default: "default" };
  expect([404, 409, 499, 500].map((status) => findByStatus(documented, status))).toEqual([
    "number",
    "class",
    "class",
    "default",
  ]);
  expect(findByStatus({ "4XX": "class" }, 500)).toBeUndefined();
});
