// `npm run bench`: cost of one create-device call with a stub and a real server: time, memory and start, as a
// Markdown table.
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { CONTESTANTS, compileContestants, peerFile, prepareContestants } from "./contestants.ts";
import { quantile } from "./quantile.ts";
import { publish } from "./table.ts";

/** Processes per contestant, because compilation and memory layout vary between processes. */
const PROCESSES = Number(process.env["PROCESSES"] ?? 6);
/** Rounds per process. */
const ROUNDS = 10;
/** Consecutive calls per round. */
const STUBBED_CALLS = 1_000;
const REAL_CALLS = 200;
const PENDING_CALLS = 10_000;
const BASELINE = "raw-fetch";
/** It has its own HTTP client, which the stub cannot replace. */
const WITHOUT_FETCH = "flat-peak";

const names = Object.keys(CONTESTANTS);
const stubbable = names.filter((name) => name !== WITHOUT_FETCH);

/** Results of each contestant. */
type Measured<Value> = Readonly<Record<string, readonly Value[]>>;
/** Microseconds per call, of the contestant and of raw `fetch` in the same round. */
interface Call {
  readonly time: number;
  readonly baseline: number;
}

async function run(file: string, ...words: readonly string[]): Promise<unknown> {
  const options = ["--expose-gc", peerFile(`built/${file}`), ...words];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout);
}

/** The contestants take turns, so that a slow machine affects all of them. */
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

/** Each contestant runs in a process with only raw `fetch`, the baseline, as in a user's program. */
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

/** Values that can be measured only once per process. */
function measureOnce(file: string, ...words: readonly string[]): Promise<Measured<number>> {
  return inTurn(stubbable, async (name) => [(await run(file, name, ...words)) as number]);
}

/** Time, and its ratio to raw `fetch`. */
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
