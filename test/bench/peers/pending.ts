/** `pending.mjs CONTESTANT CALLS`: bytes on the heap for each of so many calls whose answer has not come. */
import { load } from "./load.ts";
import { stub } from "./stub.ts";

const [contestant = "", calls = "1"] = process.argv.slice(2);
/** Kept, as a real `fetch` keeps them: what nothing can settle any more would be collected. */
const held: unknown[] = [];
let isWaiting = false;
// One function from the start: some contestants take hold of it when they are set up.
globalThis.fetch = (input, init) => {
  if (!isWaiting) return stub(input, init);
  const request = new Request(input, init);
  return new Promise((resolve, reject) => {
    held.push({ request, resolve, reject });
  });
};
const createDevice = await load(contestant);
// Logs in, where a contestant does, and has everything loaded.
await createDevice();
isWaiting = true;

async function heap(): Promise<number> {
  // What is collected in one turn lets go of more in the next.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const before = await heap();
const pending = Array.from({ length: Number(calls) }, createDevice);
const after = await heap();
if (held.length !== pending.length)
  throw new Error(`${held.length} of ${pending.length} calls have been sent`);
console.log(JSON.stringify((after - before) / Number(calls)));
process.exit();
