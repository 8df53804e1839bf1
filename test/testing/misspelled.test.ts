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
