import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the files of a bundle are there for, by the first pattern that fits a file's path. */
const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  ["the contract, for the run time", /^generated\//],
  ["openapi-fetch, its serialisers", /openapi-fetch/],
  ["options and credentials, checked, with what to do instead", /\/(options|credentials)\./],
  ["login, bearer, replay, shared tokens", /\/(authorize|login|login-fields|token-\w+|base64)\./],
  ["path, query, headers and body, checked and sent", /\/(preparation|path|query|parameter|serialization)\./],
  ["one call: attempt, body, stream", /\/(client|call|call-context|attempt|body|stream)\./],
  ["deadline, signal and retries", /\/(deadline|retry|retry-after)\./],
  ["answers and errors", /\/(result|errors|status|json|line)\./],
  ["secrets cut out of foreign texts", /\/(redaction|cause)\./],
  ["events", /\/events\./],
];

/** The minified bytes of a program that makes one call, by what they are there for. */
export async function measureParts(): Promise<readonly (readonly [part: string, bytes: number])[]> {
  const { metafile } = await build({
    stdin: {
      contents: `import { createClient } from "./src/index.ts"; createClient().POST("/devices", { body: {} });`,
      resolveDir: ROOT,
      sourcefile: "program",
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    metafile: true,
    absWorkingDir: ROOT,
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const bytes = new Map(PARTS.map(([part]) => [part, 0]));
  for (const [file, { bytesInOutput }] of inputs) {
    if (file === "program" || bytesInOutput === 0) continue;
    const part = PARTS.find(([, files]) => files.test(file))?.[0];
    if (part === undefined) throw new Error(`${file} belongs to no part: add it to PARTS`);
    bytes.set(part, (bytes.get(part) ?? 0) + bytesInOutput);
  }
  return [...bytes];
}
