import { expect, test } from "vitest";
import { createFakeFlatpeak } from "flatpeak/testing";
import { listen } from "flatpeak/testing/node";

const misspelled = (names: object): object => names;

test.each<[string, () => unknown, RegExp]>([
  [
    "an option",
    () => createFakeFlatpeak(misspelled({ tokenLifeTime: 5 })),
    /createFakeFlatpeak has no "tokenLifeTime"; did you mean tokenLifetime\?/,
  ],
  [
    "a fault",
    () => createFakeFlatpeak().fail("*", { status: 503, ...misspelled({ time: 1 }) }),
    /the fault has no "time"; did you mean times\?/,
  ],
  [
    "a response",
    () => createFakeFlatpeak().on("get-device", { status: 404, ...misspelled({ header: {} }) }),
    /the response has no "header"; did you mean headers\?/,
  ],
])("a misspelled name in %s is refused", (_name, work, message) => {
  expect(work).toThrow(message);
});

test.each([
  [{ tokenLifetime: "3600" }, 'tokenLifetime is "3600"; it must be seconds, 0 or more'],
  [{ tokenLifetime: -1 }, "tokenLifetime is -1; it must be seconds"],
  [{ tokenLifetime: NaN }, "tokenLifetime is NaN; it must be seconds"],
  [{ now: 0 }, "now must be a function that returns milliseconds"],
  [{ refusalStatus: 402 }, "refusalStatus is 402; it must be 401 or 403"],
  [{ refusalStatus: "401" }, 'refusalStatus is "401"; it must be 401 or 403'],
])("the options %j of a fake are refused with the reason", (options, message) => {
  expect(() => {
    Reflect.apply(createFakeFlatpeak, undefined, [options]);
  }).toThrow(message);
});

test("a misspelled option of a server is refused", async () => {
  const server = listen(createFakeFlatpeak(), misspelled({ Port: 0 }));
  await expect(server).rejects.toThrow(/listen has no "Port"; did you mean port\?/);
});

test.each([
  [{ kind: "boom" }, 'unknown kind "boom"; use one of reset, stall'],
  [{ status: 200 }, "a status from 400 to 599, not 200; fake.on sets other responses"],
  [{}, "a status from 400 to 599, not undefined"],
  [{ kind: "slow" }, "a delay in milliseconds"],
  [{ kind: "slow", delay: "60" }, "a delay in milliseconds"],
  [{ kind: "slow", delay: -1 }, "from 0 to 2147483647"],
  [{ kind: "slow", delay: 2 ** 31 }, "from 0 to 2147483647"],
  [{ kind: "slow", delay: Infinity }, "from 0 to 2147483647"],
  [{ status: 503, times: "2" }, "times must be a number"],
  [{ status: 503, times: -1 }, "times must be a number"],
  [{ respond: new Response() }, "respond must be a function"],
  ["reset", "The fault must be an object, such as { status: 503 }"],
  [{ kind: "html", status: 700 }, "must be from 200 to 599, not 700"],
])("the fault %j is refused with the reason", (fault, message) => {
  const fail: (operationId: "get-price", fault: never) => void = createFakeFlatpeak().fail;
  expect(() => {
    Reflect.apply(fail, undefined, ["get-price", fault]);
  }).toThrow(message);
});

test.each([
  { kind: "slow", delay: 0 },
  { kind: "slow", delay: 2 ** 31 - 1 },
  { status: 599, times: 0 },
] as const)("the fault %j is accepted", (fault) => {
  expect(createFakeFlatpeak().fail("get-price", fault)).toBeTypeOf("function");
});

test.each([
  [{ kind: "boom" }, "needs a kind: one of missing-property, wrong-type"],
  [undefined, "needs a kind: one of"],
  [{ kind: "wrong-type" }, 'The deviation of kind wrong-type needs a JSON pointer, such as "/id"'],
  [{ kind: "wrong-type", pointer: "id" }, 'a JSON pointer, such as "/id"'],
  [{ kind: "undocumented-status", status: 700 }, "a status from 200 to 599, not 700"],
  [{ kind: "other-version" }, "needs a version"],
])("the deviation %j is refused with the reason", (deviation, message) => {
  const { deviate } = createFakeFlatpeak();
  expect(() => {
    Reflect.apply(deviate, undefined, ["get-price", deviation]);
  }).toThrow(message);
});

test.each([undefined, 404, {}, { status: "404" }, { status: 404.5 }, { status: 700 }])(
  "the invalid response %j is refused with a reason, also if a handler returns it",
  async (answer) => {
    const fake = createFakeFlatpeak();
    const message = "The response must be an object with a status from 200 to 599, such as { status: 404 }";
    expect(() => {
      Reflect.apply(fake.on, undefined, ["list-devices", answer]);
    }).toThrow(message);
    if (answer === undefined) return;
    Reflect.apply(fake.on, undefined, ["list-devices", () => answer]);
    const headers = { authorization: `Bearer ${fake.issueToken()}` };
    const response = await fake.fetch("https://api.example/devices", { headers });
    expect([response.status, await response.text()]).toEqual([500, expect.stringContaining(message)]);
  },
);
