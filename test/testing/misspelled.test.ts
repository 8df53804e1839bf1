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
    "an answer",
    () => createFakeFlatpeak().on("get-device", { status: 404, ...misspelled({ header: {} }) }),
    /the answer has no "header"; did you mean headers\?/,
  ],
])("a misspelled name in %s is refused", (_name, work, message) => {
  expect(work).toThrow(message);
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
  [{ status: 503, times: "2" }, "times must be a number"],
  [{ respond: new Response() }, "respond must be a function"],
])("the fault %j is refused with what is wrong", (fault, message) => {
  const fail: (operationId: "get-price", fault: never) => void = createFakeFlatpeak().fail;
  expect(() => {
    Reflect.apply(fail, undefined, ["get-price", fault]);
  }).toThrow(message);
});
