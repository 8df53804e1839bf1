import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { arch, execPath, platform } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource, toJavaScript } from "./project.ts";
import type { Project } from "./project.ts";
import type { AppExperience, Trip } from "./sources/react-native/app.ts";

/** Bundles the app like Metro: with the package's CommonJS, by the condition `react-native`. */
async function createApp(name: string): Promise<Project> {
  const project = createProject(name, {
    "journey.ts": readSource("journey.ts"),
    "react-native/app.ts": readSource("react-native/app.ts"),
    "react-native/globals.cjs": await toJavaScript(readSource("react-native/globals.ts"), "cjs"),
  });
  await build({
    absWorkingDir: project.path,
    entryPoints: ["react-native/app.ts"],
    outfile: "app.cjs",
    bundle: true,
    format: "iife",
    platform: "neutral",
    target: "es2022",
    conditions: ["react-native", "require"],
    mainFields: ["react-native", "browser", "main"],
  });
  return project;
}

test("an app with the globals of React Native makes the journey, and its calls time out", async () => {
  const flatpeak = await startFlatpeak();
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const { accountId, apiKey } = flatpeak.journey.credentials;
  const trip: Trip = { ...flatpeak.journey, silentUrl: `http://127.0.0.1:${port}` };
  const project = await createApp("react-native");
  const globals = join(project.path, "react-native/globals.cjs");
  const printed = await project.run(execPath, "--require", globals, "app.cjs", JSON.stringify(trip));
  silent.closeAllConnections();
  silent.close();
  await flatpeak.close();
  expect(JSON.parse(printed)).toEqual({
    ...experience,
    globals: [],
    timedOut: "timeout",
    aborted: "aborted",
    paged: [experience.created],
    iterated: [experience.created],
    throughMiddleware: `${experience.created} 1`,
    text: "{",
    stream: expect.stringMatching(/This runtime cannot make the call .*ReadableStream/) as string,
    forged: expect.stringMatching(/that HTTP can carry/) as string,
  } satisfies AppExperience);
  expect([accountId, apiKey].filter((secret) => secret === undefined || printed.includes(secret))).toEqual(
    [],
  );
});

const hermes: Readonly<Record<string, string>> = {
  "linux-x64": "linux64-bin/hermesc",
  "darwin-x64": "osx-bin/hermesc",
  "darwin-arm64": "osx-bin/hermesc",
};
const compiler = hermes[`${platform}-${arch}`];

test.skipIf(compiler === undefined)("Hermes compiles the app to bytecode", async () => {
  const project = await createApp("hermes");
  const hermesc = fileURLToPath(new URL(`node_modules/hermes-compiler/hermesc/${compiler}`, import.meta.url));
  await project.run(hermesc, "-O", "-emit-binary", "-out", "app.hbc", "app.cjs");
  const dumped = await project.run(hermesc, "-b", "-dump-bytecode", "app.hbc");
  expect(dumped).toContain("/schedules/");
});
