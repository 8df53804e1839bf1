import { expect, test } from "vitest";
import { watchDrift } from "../../src/drift/index.ts";
import { isFieldName } from "../../src/drift/property-name.ts";

const list = { object: "list", data: [], has_more: false };
const operation = { operationId: "list-devices", status: 200, headers: undefined };

/** Returns the findings in a body; asserts that the watch does not throw. */
function inspect(body: unknown, options = {}) {
  const watch = watchDrift(() => undefined, options);
  watch({ ...operation, body });
  return watch.findings();
}

function nest(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = { data: [value] };
  return value;
}

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a text", "text"],
  ["a list", []],
  ["deep nesting", nest(200_000)],
  [
    "__proto__ and constructor",
    JSON.parse('{"__proto__":{"id":1},"constructor":1,"object":"list","data":[]}'),
  ],
  [
    "a proxy that throws",
    new Proxy(
      {},
      {
        get: () => {
          throw new Error("trap");
        },
        ownKeys: () => {
          throw new Error("trap");
        },
      },
    ),
  ],
  [
    "a getter that throws",
    {
      get object() {
        throw new Error("getter");
      },
    },
  ],
])("never throws: %s", (_, body) => {
  expect(() => inspect(body)).not.toThrow();
});

test("keys of a map are not names: after 20 unknown names, the rest are one finding", () => {
  const body = Object.fromEntries(
    Array.from({ length: 25 }, (_, index) => [`zone_${"abcdefghijklmnopqrstuvwxyz"[index]}`, 1]),
  );
  const watch = watchDrift(() => undefined);
  // One at a time, since at most ten are searched in a body.
  for (const [name, value] of Object.entries(body)) watch({ ...operation, body: { ...list, [name]: value } });
  const pointers = watch.findings().map(({ pointer }) => pointer);
  expect(pointers).toHaveLength(21);
  expect(pointers.at(-1)).toBe("/*");
  // In another operation the name is new.
  watch({ ...operation, operationId: "list-customers", body: { ...list, zone_z: 1 } });
  expect(watch.findings().at(-1)?.pointer).toBe("/zone_z");
});

test("unknown names count for each object, status and operation, and only once they are stored", () => {
  const names = Array.from("abcdefghijklmnopqrst", (letter) => `zone_${letter}`);
  const watch = watchDrift(() => undefined);
  for (const name of names) watch({ ...operation, body: { ...list, [name]: 1 } });
  for (const name of names) watch({ ...operation, body: { ...list, [name]: 1 } });
  expect(watch.findings().map(({ pointer, count }) => [pointer, count])).toEqual(
    names.map((name) => [`/${name}`, 2]),
  );
  watch({ ...operation, body: { ...list, data: [{ zone_z: 1 }] } });
  watch({ ...operation, status: 403, body: { zone_z: 1 } });
  watch({ ...operation, body: { ...list, zone_z: 1 } });
  watch({ ...operation, body: { ...list, zone_y: 1 } });
  const unknown = watch.findings().filter(({ kind }) => kind === "unknown-property");
  expect(unknown.slice(20).map(({ pointer, status, count }) => [pointer, status, count])).toEqual([
    ["/data/*/zone_z", 200, 1],
    ["/zone_z", 403, 1],
    ["/*", 200, 2],
  ]);
});

test("properties of the contract keep their names, even if many deviate", () => {
  const properties = ["object", "id", "live_mode", "reference_id", "account_id", "time_created"];
  const watch = watchDrift(() => undefined);
  for (const name of properties)
    for (const value of [1, true, "text", null, [], {}])
      watch({ operationId: "get-device", status: 200, headers: undefined, body: { [name]: value } });
  const wrong = watch.findings().filter(({ kind }) => kind === "wrong-type");
  expect(wrong.length).toBeGreaterThan(20);
  expect(wrong.map(({ pointer }) => pointer)).not.toContain("/*");
});

test("a body without a status is compared only if it is a webhook", () => {
  const watch = watchDrift(() => undefined);
  watch({ operationId: "get-device", status: undefined, headers: undefined, body: { id: 1 } });
  expect(watch.findings()).toEqual([]);
});

test("a response without a body has no findings", () => {
  expect(inspect(undefined)).toEqual([]);
});

test("at most maxFindings findings are stored", () => {
  const watch = watchDrift(() => undefined, { maxFindings: 3 });
  for (let status = 400; status < 600; status += 1) watch({ ...operation, status, body: {} });
  expect(watch.findings()).toHaveLength(3);
});

test("in a large body whose items all deviate, at most ten items are searched", () => {
  let read = 0;
  const data = Array.from({ length: 100_000 }, () => ({
    get id() {
      read += 1;
      return 7;
    },
  }));
  const findings = inspect({ object: "list", has_more: false, data });
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: "wrong-type", pointer: "/data/*/id", count: 1 }),
  );
  expect(read).toBeLessThan(100);
});

test("in an object with a million unknown properties, at most ten are searched", () => {
  const body = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, 1]));
  expect(inspect(body).length).toBeLessThan(20);
});

test.each([
  ...[
    "grid_zone",
    "addressLine2",
    "co2-intensity",
    "ID",
    "zone_123",
    "one_two_three_four_five",
    "z".repeat(40),
  ],
  "ABCDEFGHIJ",
])("%s looks like the name of a field", (name) => {
  expect(isFieldName(name)).toBe(true);
});

test.each([
  ["dev_65e42b7827c0526548432b9f", "an ID"],
  ["2026-11-27", "a date"],
  ["jane.doe@example.com", "an address"],
  ["eyJhbGciOiJQUzI1NiJ9", "a token"],
  ["sk_test_000000000000000000000001", "a key"],
  ["__proto__", "not a field"],
  ["AbCdEfGhIjKlMnOpQrSt", "random text"],
  ["Großstadt", "a non-ASCII word"],
  ["a/b", "a path"],
  ["every_word_of_this_name_is_a_field", "a sentence"],
  ["zone_1234", "a number"],
  ["z".repeat(41), "a long text"],
  ["", "nothing"],
])("%s may be data: %s", (name) => {
  expect(isFieldName(name)).toBe(false);
});
