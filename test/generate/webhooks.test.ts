import { expect, test } from "vitest";
import { renderWebhooks } from "../../scripts/generate/webhooks.ts";

const facts = { prefix: "ev_", keys: "/keys.json" };
const headers = { signature: "X-Sign", scheme: "X-Scheme", key: "X-Key", timestamp: "X-Time" };

function render(mark?: object): string | undefined {
  return renderWebhooks({ info: mark === undefined ? {} : { "x-webhooks": mark } });
}

test("the facts of x-webhooks are a module", () => {
  const text = render({ ...facts, headers }) ?? "";
  const json: unknown = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  expect(json).toEqual({ ...facts, headers });
});

test("a contract without x-webhooks has no such module", () => {
  expect(render()).toBeUndefined();
});

test.each([
  ["a missing prefix", { keys: facts.keys, headers }, "prefix"],
  ["a prefix with a slash", { ...facts, prefix: "ev/", headers }, "prefix"],
  ["keys on another host", { ...facts, keys: "//keys.example", headers }, "keys"],
  ["no headers", facts, "signature"],
  ["a header that HTTP cannot carry", { ...facts, headers: { ...headers, key: "X Key" } }, "key"],
  ["a mark that is not an object", ["ev_"], "prefix"],
])("%s is refused by name", (_name, mark, fact) => {
  expect(() => render(mark)).toThrow(`#/info/x-webhooks: ${fact} must`);
});
