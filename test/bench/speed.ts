// `npm run bench`: what one create-device call costs, stubbed and on a real server, in time, memory and start, as a Markdown table.
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { CONTESTANTS, compileContestants, peerFile, prepareContestants } from "./contestants.ts";
import { quantile } from "./quantile.ts";
import { publish } from "./table.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 40);
/** In a row, of each contestant in each round. */
const STUBBED_CALLS = 2_000;
const REAL_CALLS = 200;
const PENDING_CALLS = 10_000;
/** Processes of each contestant for what can be measured but once in a process. */
const PROCESSES = Math.ceil(ROUNDS / 4);
const BASELINE = "raw-fetch";

/** What each round measured, by contestant; of calls microseconds. */
type Times = Readonly<Record<string, readonly number[]>>;

async function run(file: string, ...words: readonly string[]): Promise<unknown> {
  const options = ["--expose-gc", peerFile(`built/${file}`), ...words];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout);
}

async function measureStubbed(): Promise<Times> {
  return (await run("calls.mjs", String(ROUNDS), String(STUBBED_CALLS))) as Times;
}

async function measureReal(): Promise<Times> {
  const server = fork(peerFile("built/server.mjs"));
  const [port] = (await once(server, "message")) as [number];
  const url = `http://127.0.0.1:${port}`;
  const times = (await run("calls.mjs", String(ROUNDS), String(REAL_CALLS), url)) as Times;
  server.disconnect();
  return times;
}

/** In processes of their own, the contestants in turn; what the stub does not reach is left out. */
async function measureProcesses(
  file: string,
  names: readonly string[],
  ...words: readonly string[]
): Promise<Times> {
  const results = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < PROCESSES; round += 1) {
    for (const [name, values] of results) values.push((await run(file, name, ...words)) as number);
  }
  return Object.fromEntries(results);
}

/** Time, and what it is to raw `fetch` in the same round: what slows a round slows both. */
function show(times: Times, name: string): readonly string[] {
  const [own, baseline] = [times[name], times[BASELINE]];
  if (own === undefined || baseline === undefined) return ["", ""];
  const ratios = own.map((time, round) => time / (baseline[round] ?? NaN));
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  return [`${quantile(own, 0.5).toFixed(1)} µs`, `${middle ?? ""} (${low ?? ""} to ${high ?? ""})`];
}

await prepareContestants();
await compileContestants();
const stubbed = await measureStubbed();
const real = await measureReal();
const pending = await measureProcesses("pending.mjs", Object.keys(stubbed), String(PENDING_CALLS));
const starts = await measureProcesses("first-request.mjs", Object.keys(stubbed));

function showMedian(times: Times, name: string, unit: (median: number) => string): string {
  return times[name] === undefined ? "" : unit(quantile(times[name], 0.5));
}

await publish("speed", [
  [
    "",
    "Stubbed",
    "to raw `fetch`",
    "Real server",
    "to raw `fetch`",
    "A call in flight",
    "First request after",
  ],
  ...Object.entries(CONTESTANTS).map(([name, label]) => [
    label,
    ...show(stubbed, name),
    ...show(real, name),
    showMedian(pending, name, (bytes) => `${(bytes / 1024).toFixed(1)} KiB`),
    showMedian(starts, name, (milliseconds) => `${milliseconds.toFixed(1)} ms`),
  ]),
]);
