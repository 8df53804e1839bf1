// `npm run bench:load`: 20,000 calls, 200 at a time, to a server in another process with faults in 1 % of responses.
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "../../src/index.ts";
import type { FlatpeakError } from "../../src/index.ts";
import type { Account } from "./load-server.ts";

const CALLS = Number(process.env["CALLS"] ?? 20_000);
const CONCURRENCY = 200;
const FAULT_SHARE = 0.01;
/** Seconds. The SDK replaces a token after 80 % of its lifetime; it then counts as expired. */
const LIFETIME = 2;
const DEADLINE_MS = 2_000;
const MOST_GROWTH = 5 * 2 ** 20;

/** Aim and result of one call. */
interface Outcome {
  readonly reference: string;
  readonly created: FlatpeakError | undefined;
  readonly wrong: string | undefined;
  readonly milliseconds: number;
}

const child = fork(new URL("load-server.ts", import.meta.url), [String(FAULT_SHARE), String(LIFETIME)], {
  execArgv: ["--import", "tsx"],
});
const [{ port, accountId, apiKey }] = (await once(child, "message")) as [
  { port: number; accountId: string; apiKey: string },
];

const events: Record<string, number> = {};
const flatpeak = createClient({
  accountId,
  apiKey,
  baseUrl: `http://127.0.0.1:${port}`,
  timeout: DEADLINE_MS,
  onEvent: ({ type }) => {
    events[type] = (events[type] ?? 0) + 1;
  },
});

/** Creates a device, or creates, reads and deletes one; all responses must be for this device. */
async function carryOut(index: number): Promise<{ calls: number; outcome: Outcome }> {
  const reference = `DEV${index}`;
  const startedAt = performance.now();
  const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: reference } });
  const outcome = { reference, created: error, milliseconds: performance.now() - startedAt };
  if (data === undefined) return { calls: 1, outcome: { ...outcome, wrong: undefined } };
  let wrong = data.reference_id === reference ? undefined : `created ${data.reference_id}`;
  const { id } = data;
  const read = await flatpeak.GET("/devices/{id}", { params: { path: { id } } });
  if (read.data !== undefined && read.data.reference_id !== reference)
    wrong = `read ${read.data.reference_id}`;
  const deleted = await flatpeak.DELETE("/devices/{id}", { params: { path: { id } } });
  if (deleted.error?.status === 404) wrong = "a device of our own that was deleted is not found";
  return { calls: 3, outcome: { ...outcome, wrong } };
}

async function run(calls: number): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < calls) {
      const index = started++;
      begun += 3;
      outcomes.push((await carryOut(index)).outcome);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return outcomes;
}

function heap(): number {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

let started = 0;
await run(CALLS / 10);
const before = heap();
const { account, elapsed, kinds, wrong, lied, slowest } = await measure();

/** The outcomes are dropped here, so that they do not count as growth. */
async function measure() {
  const startedAt = performance.now();
  const outcomes = await run(CALLS);
  const duration = performance.now() - startedAt;
  child.send("account");
  const [truth] = (await once(child, "message")) as [Account];
  await once(child, "exit");
  const counted: Record<string, number> = {};
  for (const { created } of outcomes) {
    const kind = created === undefined ? "success" : String(created.status ?? created.kind);
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  return {
    account: { ...truth, created: undefined },
    elapsed: duration,
    kinds: counted,
    wrong: outcomes.filter(({ wrong: what }) => what !== undefined).length,
    lied: outcomes.filter(({ reference, created }) => {
      const effects = truth.created[reference] ?? 0;
      if (created === undefined) return effects !== 1;
      return effects > 1 || (effects === 1 && created.outcome !== "unknown");
    }).length,
    slowest: Math.max(...outcomes.map(({ milliseconds }) => milliseconds)),
  };
}

// A token expires after 80 % of its lifetime, and a lost one never counts.
const deaths = Math.floor((account.logins.at(-1) ?? 0) / (LIFETIME * 800)) + account.spoiledLogins;
// Sockets of the stopped server, and their timers.
await sleep(5_000);
const growth = heap() - before;
const resources = process
  .getActiveResourcesInfo()
  .filter((name) => !/^(PipeWrap|TTYWrap|Immediate)$/.test(name));

const rows: [what: string, value: string, good: boolean][] = [
  ["calls", `${CALLS} at ${CONCURRENCY} at a time, ${Math.round(CALLS / (elapsed / 1000))} a second`, true],
  ["requests at the server", `${account.requests}, spoiled: ${JSON.stringify(account.faults)}`, true],
  ["results of creations", JSON.stringify(kinds), true],
  ["events", JSON.stringify(events), true],
  ["slowest creation", `${Math.round(slowest)} ms, deadline ${DEADLINE_MS} ms`, slowest < DEADLINE_MS + 50],
  ["wrong results", String(wrong), wrong === 0],
  ["creations with a wrong outcome", String(lied), lied === 0],
  [
    "logins",
    `${account.logins.length}, lost or expired tokens ${deaths} (${account.spoiledLogins} lost)`,
    account.logins.length <= deaths + 1,
  ],
  [
    "growth of the heap",
    `${(growth / 2 ** 20).toFixed(1)} MB`,
    globalThis.gc !== undefined && growth < MOST_GROWTH,
  ],
  ["open handles", resources.length === 0 ? "none" : resources.join(" "), resources.length === 0],
];
console.log("| what | measured | |\n| --- | --- | --- |");
for (const [what, value, good] of rows)
  console.log(`| ${what} | ${value} | ${good ? "" : "NOT AS PROMISED"} |`);
process.exitCode = rows.every(([, , good]) => good) ? 0 : 1;
