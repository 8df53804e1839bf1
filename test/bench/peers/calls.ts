/**
 * `calls.mjs ROUNDS CALLS CONTESTANT [BASE_URL]`: microseconds per call in each round, of raw `fetch` and of a
 * contestant, as JSON. Without a URL it measures processor time with the stub, which excludes other work of the
 * machine.
 */
import type { CreateDevice } from "./contestant.ts";
import { load } from "./load.ts";
import { stub } from "./stub.ts";

/** Warm-up, until the JIT compiler has finished. */
const WARM_UP_CALLS = 3_000;

const [rounds = "1", calls = "1", contestant = "", url] = process.argv.slice(2);
if (url === undefined) globalThis.fetch = stub;

function microseconds(): number {
  if (url !== undefined) return performance.now() * 1000;
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function measure(createDevice: CreateDevice, count: number): Promise<number> {
  // Collects the garbage of the other before each measurement.
  globalThis.gc?.({ type: "minor" });
  const before = microseconds();
  for (let call = 0; call < count; call += 1) await createDevice();
  return (microseconds() - before) / count;
}

const baseline = { createDevice: await load("raw-fetch", url), times: [] as number[] };
const measured = { createDevice: await load(contestant, url), times: [] as number[] };
for (const { createDevice } of [baseline, measured]) await measure(createDevice, WARM_UP_CALLS);
for (let round = 0; round < Number(rounds); round += 1) {
  const inTurn = round % 2 === 0 ? [baseline, measured] : [measured, baseline];
  for (const { createDevice, times } of inTurn) times.push(await measure(createDevice, Number(calls)));
}
console.log(JSON.stringify({ baseline: baseline.times, measured: measured.times }));
process.exit();
