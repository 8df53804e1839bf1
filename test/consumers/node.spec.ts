import { execPath } from "node:process";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource, toJavaScript } from "./project.ts";

test.each([
  ["an ES module", "esm", "mjs"],
  ["CommonJS", "cjs", "cjs"],
] as const)("a script of Node that is %s makes the journey", async (_, format, extension) => {
  const flatpeak = await startFlatpeak();
  const main = readSource("main.ts").replace("./journey.js", `./journey.${extension}`);
  const project = createProject(`node-${format}`, {
    [`journey.${extension}`]: await toJavaScript(readSource("journey.ts"), format),
    [`main.${extension}`]: await toJavaScript(main, format),
  });
  const printed = await project.run(execPath, `main.${extension}`, JSON.stringify(flatpeak.journey));
  await flatpeak.close();
  expect(JSON.parse(printed)).toEqual(experience);
});
