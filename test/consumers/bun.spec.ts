import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";
import { findRuntime } from "./runtimes.ts";

const { program, isMissing } = findRuntime("bun");

test.skipIf(isMissing)("a Bun program makes the journey, as TypeScript", async () => {
  const flatpeak = await startFlatpeak();
  const project = createProject("bun", {
    "journey.ts": readSource("journey.ts"),
    "main.ts": readSource("main.ts"),
  });
  const printed = await project.run(program, "--no-install", "main.ts", JSON.stringify(flatpeak.journey));
  await flatpeak.close();
  expect(JSON.parse(printed)).toEqual(experience);
});
