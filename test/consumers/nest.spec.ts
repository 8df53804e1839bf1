import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";

/** The relevant settings of `nest new`: CommonJS, decorators, and node10 resolution. */
const compilerOptions = {
  module: "commonjs",
  target: "es2022",
  strict: true,
  skipLibCheck: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ["node", "jest"],
};

test("a CommonJS application of NestJS makes the journey in Jest, type-checked", async () => {
  const flatpeak = await startFlatpeak();
  const transform = { "\\.ts$": fileURLToPath(new URL("node_modules/ts-jest", import.meta.url)) };
  const project = createProject("nest", {
    "journey.ts": readSource("journey.ts"),
    "devices.service.ts": readSource("nest/devices.service.ts"),
    "devices.spec.ts": readSource("nest/devices.spec.ts"),
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    "jest.config.json": JSON.stringify({ transform, testEnvironment: "node" }),
    "journey.json": JSON.stringify({ journey: flatpeak.journey, experience }),
  });
  const jest = fileURLToPath(new URL("node_modules/jest/bin/jest.js", import.meta.url));
  const told = await project.run(execPath, jest, "--json", "--ci");
  await flatpeak.close();
  expect(JSON.parse(told)).toMatchObject({ success: true, numPassedTests: 2, numTotalTests: 2 });
});
