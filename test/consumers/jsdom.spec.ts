import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource, toJavaScript } from "./project.ts";

test("a page in Jest's jsdom, without TextEncoder and streams, makes the journey with a polyfilled fetch", async () => {
  const flatpeak = await startFlatpeak();
  const project = createProject("jsdom", {
    "journey.js": await toJavaScript(readSource("journey.ts"), "cjs"),
    "page.spec.js": `
      const { travel } = require("./journey.js");
      const { journey, experience } = require("./journey.json");
      test("makes the journey", async () => {
        expect([typeof TextEncoder, typeof TextDecoder, typeof ReadableStream]).toEqual(Array(3).fill("undefined"));
        expect(await travel(journey)).toEqual(experience);
      });`,
    "jest.config.json": JSON.stringify({
      testEnvironment: fileURLToPath(new URL("node_modules/jest-environment-jsdom", import.meta.url)),
      setupFiles: [fileURLToPath(new URL("node_modules/whatwg-fetch", import.meta.url))],
    }),
    "journey.json": JSON.stringify({ journey: flatpeak.browserJourney, experience }),
  });
  const jest = fileURLToPath(new URL("node_modules/jest/bin/jest.js", import.meta.url));
  const told = await project.run(execPath, jest, "--json", "--ci");
  await flatpeak.close();
  expect(JSON.parse(told)).toMatchObject({ success: true, numPassedTests: 1, numTotalTests: 1 });
});
