import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** What can be imported: the package, and its entry for webhooks as a namespace. */
const PACKAGE = `export type * from "./src/index.ts";
export type * as webhooks from "./src/webhooks/index.ts";
`;

/** The sources of the SDK over some generated types, as files under a folder that need not exist. */
export function readSdk(folder: string, schema: string): readonly (readonly [path: string, text: string])[] {
  const sources = join(ROOT, "src");
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.startsWith("testing/"));
  return [
    ...names.map((name) => [`${folder}/src/${name}`, readFileSync(join(sources, name), "utf8")] as const),
    // Values play no part: one manifest is as good as another.
    [`${folder}/generated/manifest.ts`, readFileSync(join(ROOT, "generated/manifest.ts"), "utf8")],
    [`${folder}/generated/schema.ts`, schema],
    [`${folder}/package.ts`, PACKAGE],
  ];
}
