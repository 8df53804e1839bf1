import { spawn } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";

const compilerOptions = {
  target: "es2022",
  lib: ["dom", "dom.iterable", "esnext"],
  module: "esnext",
  moduleResolution: "bundler",
  jsx: "react-jsx",
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  esModuleInterop: true,
  isolatedModules: true,
  resolveJsonModule: true,
  incremental: true,
};

const next = fileURLToPath(new URL("node_modules/next/dist/bin/next", import.meta.url));

test("a page of Next.js, built and rendered on the server, makes the journey", async () => {
  const flatpeak = await startFlatpeak();
  const project = createProject("next", {
    "journey.ts": readSource("journey.ts"),
    "app/page.tsx": readSource("next/page.tsx"),
    "app/layout.tsx": readSource("next/layout.tsx"),
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    // Next is found through a link, which may not lead out of this folder.
    "next.config.mjs": 'export default { turbopack: { root: "/" } };',
  });
  await project.run(execPath, next, "build");
  const server = spawn(execPath, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], {
    cwd: project.path,
    env: { ...process.env, NODE_ENV: "production", JOURNEY: JSON.stringify(flatpeak.journey) },
  });
  try {
    const page = await fetch(await findAddress(server.stdout));
    const [, told = ""] = /id="experience"[^>]*>([^<]+)</.exec(await page.text()) ?? [];
    expect(JSON.parse(told)).toEqual(experience);
  } finally {
    const ended = once(server, "exit");
    server.kill();
    await Promise.all([ended, flatpeak.close()]);
  }
});

/** Reads output until the server prints its address. */
async function findAddress(output: NodeJS.ReadableStream): Promise<string> {
  let printed = "";
  for await (const line of createInterface(output)) {
    printed += `${line}\n`;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`The server did not start:\n${printed}`);
}
