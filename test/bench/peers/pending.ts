/** `pending.mjs CONTESTANT CALLS`: bytes on the heap for each of so many calls whose answer has not come. */
import { CREDENTIALS } from "./answers.ts";
import type { Prepare } from "./contestant.ts";
import { stub } from "./stub.ts";

const [contestant = "", calls = "1"] = process.argv.slice(2);
globalThis.fetch = stub;
const file = new URL(`contestants/${contestant}.mjs`, import.meta.url);
const { prepare } = (await import(file.href)) as { prepare: Prepare };
const createDevice = prepare({ ...CREDENTIALS, baseUrl: "https://api.flatpeak.com" });
// Logs in, where a contestant does, and has everything loaded.
await createDevice();

/** Kept, as a real `fetch` keeps them: what nothing can settle any more would be collected. */
const held: unknown[] = [];
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  return new Promise((resolve, reject) => {
    held.push({ request, resolve, reject });
  });
};

async function heap(): Promise<number> {
  // What is collected in one turn lets go of more in the next.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const before = await heap();
for (let call = 0; call < Number(calls); call += 1) void createDevice();
const after = await heap();
if (held.length !== Number(calls)) throw new Error(`${held.length} of ${calls} calls have been sent`);
console.log(JSON.stringify((after - before) / Number(calls)));
process.exit();
