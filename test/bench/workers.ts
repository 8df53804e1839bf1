// `npm run bench:workers`: the time that a client adds to the first request of a Cloudflare Worker, as a Markdown table.
import { createRequire } from "node:module";
import { build } from "esbuild";
import { CONTESTANTS, peerFile, prepareContestants } from "./contestants.ts";
import { CREDENTIALS } from "./peers/responses.ts";
import { stub } from "./peers/stub.ts";
import { quantile } from "./quantile.ts";
import { publish } from "./table.ts";

/** Each round starts every contestant once, in a new process of workerd. */
const ROUNDS = Number(process.env["ROUNDS"] ?? 25);
/** The others need Node, or have features that this benchmark does not measure. */
const CONTENDERS = ["raw-fetch", "openapi-fetch", "hey-api", "flatpeak", "flatpeak-token"];
const BASELINE = "raw-fetch";
const WORKER = `export default {
  async fetch() {
    const { prepare } = await import("./contestant.mjs");
    return new Response(await prepare(${JSON.stringify({ ...CREDENTIALS, baseUrl: "https://api.flatpeak.com" })})());
  },
};`;

/** The part of miniflare that is used here. The package is installed in test/consumers. */
interface Miniflare {
  readonly ready: Promise<URL>;
  dispatchFetch(url: string): Promise<{ text(): Promise<string> }>;
  dispose(): Promise<void>;
}

const { Miniflare } = createRequire(new URL("../consumers/package.json", import.meta.url))("miniflare") as {
  Miniflare: new (options: object) => Miniflare;
};

/** A contestant and all its imports in one module, as a bundler builds it for Workers. */
async function bundle(contestant: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [peerFile(`contestants/${contestant}.ts`)],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    write: false,
    logLevel: "warning",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild returned no file for ${contestant}`);
  return file.text;
}

/**
 * Milliseconds from a visitor's request to the first request of the Worker. Meanwhile the Worker loads the contestant's
 * module, creates a client and makes a call. Measured from outside: the clock of a Worker stops while code runs.
 */
async function measure(contestant: string): Promise<number> {
  let sentAt: number | undefined;
  const worker = new Miniflare({
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: WORKER },
      { type: "ESModule", path: "contestant.mjs", contents: contestant },
    ],
    compatibilityDate: "2026-04-01",
    outboundService: (request: Request) => {
      sentAt ??= performance.now();
      return stub(request.url);
    },
  });
  await worker.ready;
  const startedAt = performance.now();
  const response = await worker.dispatchFetch("http://worker.test/");
  await response.text();
  await worker.dispose();
  if (sentAt === undefined) throw new Error("nothing was sent");
  return sentAt - startedAt;
}

await prepareContestants();
const bundles = await Promise.all(
  CONTENDERS.map(async (name) => ({ name, code: await bundle(name), times: [] as number[] })),
);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { code, times } of bundles) times.push(await measure(code));
}

const medians = new Map(bundles.map(({ name, times }) => [name, quantile(times, 0.5)]));
const least = medians.get(BASELINE) ?? NaN;
await publish("workers", [
  ["", "First request after", "more than raw `fetch`"],
  ...[...medians].map(([name, median]) => [
    CONTESTANTS[name] ?? name,
    `${median.toFixed(1)} ms`,
    name === BASELINE ? "" : `${(median - least).toFixed(1)} ms`,
  ]),
]);
