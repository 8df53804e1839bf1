/**
 * `calls.mjs ROUNDS CALLS [BASE_URL]`: microseconds of a call, for each contestant in each round, as JSON. Without a URL
 * against the stub, in time of the processor, which other work of the machine does not lengthen.
 */
import { readdirSync } from "node:fs";
import { CREDENTIALS } from "./answers.ts";
import type { CreateDevice, Prepare } from "./contestant.ts";
import { stub } from "./stub.ts";

const [rounds = "1", calls = "1", url] = process.argv.slice(2);
/** It has an HTTP client of its own, which no stub reaches. */
const WITHOUT_FETCH = new Set(["flat-peak"]);

if (url === undefined) globalThis.fetch = stub;
const contestants: { name: string; createDevice: CreateDevice; times: number[] }[] = [];
for (const file of readdirSync(new URL("contestants", import.meta.url))) {
  const name = file.replace(".mjs", "");
  if (url === undefined && WITHOUT_FETCH.has(name)) continue;
  const { prepare } = (await import(new URL(`contestants/${file}`, import.meta.url).href)) as {
    prepare: Prepare;
  };
  const createDevice = prepare({ ...CREDENTIALS, baseUrl: url ?? "https://api.flatpeak.com" });
  contestants.push({ name, createDevice, times: [] });
}

function microseconds(): number {
  if (url !== undefined) return performance.now() * 1000;
  const { user, system } = process.cpuUsage();
  return user + system;
}

for (let round = -1; round < Number(rounds); round += 1) {
  // In another order each time: what one leaves behind must not fall on the same one always.
  contestants.push(...contestants.splice(0, 1 + (round % 3)));
  for (const { createDevice, times } of contestants) {
    // Nobody pays for what the one before has left behind.
    globalThis.gc?.({ type: "minor" });
    const before = microseconds();
    for (let call = 0; call < Number(calls); call += 1) await createDevice();
    // The first round warms up.
    if (round >= 0) times.push((microseconds() - before) / Number(calls));
  }
}
console.log(JSON.stringify(Object.fromEntries(contestants.map(({ name, times }) => [name, times]))));
process.exit();
