/** `first-request.mjs CONTESTANT`: milliseconds from the import of a contestant to its first request. */
import { load } from "./load.ts";
import { stub } from "./stub.ts";

const [contestant = ""] = process.argv.slice(2);
// Node loads its `fetch` at the first use, for every contestant, so that does not count.
await stub("https://api.flatpeak.com");
let sentAt: number | undefined;
globalThis.fetch = (input, init) => {
  sentAt ??= performance.now();
  return stub(input, init);
};
const startedAt = performance.now();
const createDevice = await load(contestant);
await createDevice();
if (sentAt === undefined) throw new Error("nothing was sent");
console.log(JSON.stringify(sentAt - startedAt));
process.exit();
