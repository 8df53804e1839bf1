/** `first-request.mjs CONTESTANT`: milliseconds from the import of a contestant to its first request. */
import { CREDENTIALS } from "./answers.ts";
import type { Prepare } from "./contestant.ts";
import { stub } from "./stub.ts";

const [contestant = ""] = process.argv.slice(2);
// Node loads its own fetch at the first use, for every contestant alike, so that does not count.
await stub("https://api.flatpeak.com");
let sentAt: number | undefined;
globalThis.fetch = (input, init) => {
  sentAt ??= performance.now();
  return stub(input, init);
};
const file = new URL(`contestants/${contestant}.mjs`, import.meta.url);
const startedAt = performance.now();
const { prepare } = (await import(file.href)) as { prepare: Prepare };
const createDevice = prepare({ ...CREDENTIALS, baseUrl: "https://api.flatpeak.com" });
await createDevice();
if (sentAt === undefined) throw new Error("nothing was sent");
console.log(JSON.stringify(sentAt - startedAt));
process.exit();
