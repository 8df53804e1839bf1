// `npm run bench`: what one create-device call costs, stubbed and on a real server, in time, memory and start, as a Markdown table.
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { CONTESTANTS, compileContestants, peerFile, prepareContestants } from "./contestants.ts";
import { quantile } from "./quantile.ts";
import { publish } from "./table.ts";

/** Of each contestant: how the run time compiles and places the same code differs from one to the next. */
const PROCESSES = Number(process.env["PROCESSES"] ?? 6);
/** Of each process. */
const ROUNDS = 10;
/** In a row, in each round. */
const STUBBED_CALLS = 1_000;
const REAL_CALLS = 200;
const PENDING_CALLS = 10_000;
const BASELINE = "raw-fetch";
/** It has an HTTP client of its own, which no stub reaches. */
const WITHOUT_FETCH = "flat-peak";

const names = Object.keys(CONTESTANTS);
const stubbable = names.filter((name) => name !== WITHOUT_FETCH);

/** What was measured of each contestant. */
type Measured<Value> = Readonly<Record<string, readonly Value[]>>;
/** Microseconds of a call, and of one of raw `fetch` in the same round. */
interface Call {
  readonly time: number;
  readonly baseline: number;
}

async function run(file: string, ...words: readonly string[]): Promise<unknown> {
  const options = ["--expose-gc", peerFile(`built/${file}`), ...words];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout);
}

/** The contestants in turn, so that what slows the machine for a while slows all of them. */
async function inTurn<Value>(
  contestants: readonly string[],
  measure: (name: string) => Promise<readonly Value[]>,
): Promise<Measured<Value>> {
  const results = Object.fromEntries(contestants.map((name): [string, Value[]] => [name, []]));
  for (let generation = 0; generation < PROCESSES; generation += 1) {
    for (const [name, values] of Object.entries(results)) values.push(...(await measure(name)));
  }
  return results;
}

/** Each contestant in processes with raw `fetch` alone: as its users have it, and with the measure beside it. */
function measureCalls(
  contestants: readonly string[],
  calls: number,
  ...url: readonly string[]
): Promise<Measured<Call>> {
  return inTurn(contestants, async (name) => {
    const { baseline, measured } = (await run(
      "calls.mjs",
      String(ROUNDS),
      String(calls),
      name,
      ...url,
    )) as Record<"baseline" | "measured", readonly number[]>;
    return measured.map((time, round) => ({ time, baseline: baseline[round] ?? NaN }));
  });
}

async function measureReal(): Promise<Measured<Call>> {
  const server = fork(peerFile("built/server.mjs"));
  const [port] = (await once(server, "message")) as [number];
  const calls = await measureCalls(names, REAL_CALLS, `http://127.0.0.1:${port}`);
  server.disconnect();
  return calls;
}

/** What can be measured but once in a process. */
function measureOnce(file: string, ...words: readonly string[]): Promise<Measured<number>> {
  return inTurn(stubbable, async (name) => [(await run(file, name, ...words)) as number]);
}

/** Time, and what it is to raw `fetch`. */
function show(measured: Measured<Call>, name: string): readonly string[] {
  const calls = measured[name];
  if (calls === undefined) return ["", ""];
  const times = calls.map(({ time }) => time);
  const ratios = calls.map(({ time, baseline }) => time / baseline);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  return [
    `${quantile(times, 0.5).toFixed(1)} µs`,
    name === BASELINE ? "1.00" : `${middle ?? ""} (${low ?? ""} to ${high ?? ""})`,
  ];
}

function showMedian(measured: Measured<number>, name: string, unit: (median: number) => string): string {
  return measured[name] === undefined ? "" : unit(quantile(measured[name], 0.5));
}

await prepareContestants();
await compileContestants();
const stubbed = await measureCalls(stubbable, STUBBED_CALLS);
const real = await measureReal();
const pending = await measureOnce("pending.mjs", String(PENDING_CALLS));
const starts = await measureOnce("first-request.mjs");

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
