// `npm run bench:size`: one program, a call of POST /devices, bundled with each client, as a Markdown table.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { CONTESTANTS, peerFile, prepareContestants } from "./contestants.ts";
import { measureParts } from "./size-parts.ts";
import { publish } from "./table.ts";

/** Prints the ID of the device, or the error. */
function program(contestant: string): string {
  return `import { prepare } from "./contestants/${contestant}.ts";
const createDevice = prepare({
  baseUrl: "https://api.flatpeak.com",
  accountId: "acc_1",
  apiKey: "key",
  bearer: "token",
});
createDevice().then(console.log, console.error);`;
}

/** A bundle for browsers and Workers. */
async function bundle(contestant: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: program(contestant), resolveDir: peerFile("."), loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    // @flat-peak/javascript-sdk imports this from Node; without a polyfill its bundle does not run elsewhere.
    external: ["buffer"],
    write: false,
    logLevel: "warning",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`nothing came of ${contestant}`);
  return file.contents;
}

function brotli(code: Uint8Array): Uint8Array {
  return brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

await prepareContestants();
const rows: (readonly string[])[] = [];
for (const [name, label] of Object.entries(CONTESTANTS)) {
  const code = await bundle(name);
  const sizes = [code, gzipSync(code, { level: 9 }), brotli(code)];
  rows.push([label, ...sizes.map(({ byteLength }) => byteLength.toLocaleString("en"))]);
}
await publish("size", [["", "Minified", "gzip", "brotli"], ...rows]);

const parts = await measureParts();
const total = parts.reduce((sum, { minified = 0 }) => sum + minified, 0);
await publish("size by part", [
  ["Purpose", "Minified", "Share", "brotli"],
  ...parts.map(({ name, minified, brotli }) => [
    name,
    minified?.toLocaleString("en") ?? "",
    minified === undefined ? "" : `${String(Math.round((100 * minified) / total))} %`,
    brotli.toLocaleString("en"),
  ]),
]);
