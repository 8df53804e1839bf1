import { describe, expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";
import type { Project } from "./project.ts";
import { findRuntime } from "./runtimes.ts";

const { program, isMissing } = findRuntime("deno");

describe.skipIf(isMissing)("Deno", () => {
  const settings = { nodeModulesDir: "manual", lock: false };

  function create(name: string): Project {
    return createProject(name, {
      "deno.json": JSON.stringify(settings),
      "journey.ts": readSource("journey.ts"),
      "main.ts": readSource("main.ts").replace("./journey.js", "./journey.ts"),
      "types.ts": readSource("types.ts"),
    });
  }

  test("makes the journey with only network permission, as TypeScript", async () => {
    const flatpeak = await startFlatpeak();
    const journey = JSON.stringify(flatpeak.journey);
    const offered = ["run", "--no-prompt", "--no-remote", "--allow-net=127.0.0.1", "main.ts", journey];
    const printed = await create("deno").run(program, ...offered);
    await flatpeak.close();
    expect(JSON.parse(printed)).toEqual(experience);
  });

  test("resolves every type of the package with its own compiler and libraries", async () => {
    const project = create("deno-types");
    await project.run(program, "check", "--no-remote", "journey.ts", "types.ts");
  });
});
