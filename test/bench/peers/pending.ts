/** `pending.mjs CONTESTANT CALLS`: bytes on the heap for each of so many calls without a response yet. */
import { load } from "./load.ts";
import { stub } from "./stub.ts";

const [contestant = "", calls = "1"] = process.argv.slice(2);
/** Referenced, as by a real `fetch`: promises that nothing can settle would be collected. */
const held: unknown[] = [];
let isWaiting = false;
// One function from the start, since some contestants keep it when they are created.
globalThis.fetch = (input, init) => {
  if (!isWaiting) return stub(input, init);
  const request = new Request(input, init);
  return new Promise((resolve, reject) => {
    held.push({ request, resolve, reject });
  });
};
const createDevice = await load(contestant);
// Logs in if the contestant does, and loads everything.
await createDevice();
isWaiting = true;

async function heap(): Promise<number> {
  // Each collection may release more for the next.
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
