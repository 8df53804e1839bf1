import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Entry of the package, with `flatpeak/webhooks` as a namespace. The types of a contract may export a `webhooks`, too. */
const PACKAGE = `export type * from "./src/index.ts";
export type * as $webhooks from "./src/webhooks/index.ts";
`;

/** Returns the sources of the SDK with given generated types, as files in a folder that need not exist. */
export function readSdk(folder: string, schema: string): readonly (readonly [path: string, text: string])[] {
  const sources = join(ROOT, "src");
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.startsWith("testing/"));
  return [
    ...names.map((name) => [`${folder}/src/${name}`, readFileSync(join(sources, name), "utf8")] as const),
    // Only types matter here, so any manifest works.
    [`${folder}/generated/manifest.ts`, readFileSync(join(ROOT, "generated/manifest.ts"), "utf8")],
    [`${folder}/generated/schema.ts`, schema],
    [`${folder}/package.ts`, PACKAGE],
  ];
}
