import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server } from "node:net";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createClient } from "../../src/index.ts";
import type { FlatpeakError } from "../../src/index.ts";
import { FAULTS } from "../support/faults.ts";
import type { Fault } from "../support/faults.ts";
import { SELF_SIGNED } from "../support/self-signed.ts";
import { KINDS, manifest, pathOf, startThings, WARM_UP } from "../support/things.ts";
import type { Kind, ThingPaths } from "../support/things.ts";

/** Result of one call, besides the facts that the server knows. */
interface Trial {
  readonly error: FlatpeakError | undefined;
  /** Number of times that `fetch` sent the operation. */
  readonly sent: number;
  readonly effects: number;
  readonly reads: number;
  /** True if a timer shortly after the deadline fired before the call ended. */
  readonly late: boolean;
}

const RETRIES = 2;
const STALL_DEADLINE_MS = 200;
const DEADLINE_MS = 20_000;
const LATE_MS = 50;

const detours: Record<NonNullable<Fault["detour"]>, string> = {
  "unknown host": "http://flatpeak.invalid",
  "closed port": "",
  "untrusted certificate": "",
};
let tls: Server | undefined;

/** Trials of each kind of operation, while a fault affects the first attempt or all of them. */
interface FaultTrials {
  readonly passing: readonly Trial[];
  readonly lasting: readonly Trial[];
}
const trialsOf = new Map<Fault, FaultTrials>();

beforeAll(async () => {
  // The length of the backoff does not matter here.
  vi.spyOn(Math, "random").mockReturnValue(0);
  const closed = createServer();
  detours["closed port"] = `http://127.0.0.1:${await listen(closed)}`;
  closed.close();
  tls = createTlsServer(SELF_SIGNED);
  detours["untrusted certificate"] = `https://localhost:${await listen(tls)}`;
  // One at a time, and first: a later server may get the closed port, and a busy process might not even connect within
  // the short deadline of a stall.
  const alone = FAULTS.filter(({ detour, stalls }) => detour === "closed port" || stalls === true);
  for (const fault of alone) await tryOut(fault);
  await Promise.all(FAULTS.filter((fault) => !alone.includes(fault)).map(tryOut));
});

afterAll(() => {
  vi.restoreAllMocks();
  tls?.close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}

/** Makes a call of a kind while a fault affects that many attempts. */
async function attempt(kind: Kind, fault: Fault, times: number): Promise<Trial> {
  const things = await startThings(fault, times);
  const { detour } = fault;
  if (fault.reused) await (await fetch(`${things.origin}${WARM_UP}`)).text();
  let sent = 0;
  let late = false;
  const timeout = fault.stalls ? STALL_DEADLINE_MS : DEADLINE_MS;
  const flatpeak = createClient<ThingPaths>({
    manifest,
    baseUrl: things.origin,
    timeout,
    retries: RETRIES,
    fetch: (url, init) => {
      sent += 1;
      const origin = detour !== undefined && sent <= times ? detours[detour] : things.origin;
      return fetch(url.replace(things.origin, origin), init);
    },
  });
  // Timers fire in the order in which they are due, however busy the machine is.
  const marker = setTimeout(() => {
    late = true;
  }, timeout + LATE_MS);
  const { error } = await flatpeak[kind.method](pathOf(kind));
  clearTimeout(marker);
  await things.close();
  return { error, sent, effects: things.effects, reads: things.reads, late };
}

async function tryOut(fault: Fault): Promise<void> {
  const passing = await Promise.all(KINDS.map((kind) => attempt(kind, fault, 1)));
  const lasting = await Promise.all(KINDS.map((kind) => attempt(kind, fault, Infinity)));
  trialsOf.set(fault, { passing, lasting });
}

function summarize(trial: Trial | undefined): string {
  if (trial === undefined) throw new Error("a kind of operation has no trial");
  const { error, sent } = trial;
  const end = error === undefined ? "ok" : `${String(error.status ?? error.kind)}, ${error.outcome}`;
  return `${end} (${sent})`;
}

describe.each(FAULTS.map((fault) => [fault.name, fault] as const))("%s", (_, fault) => {
  const trials = () => {
    const { passing = [], lasting = [] } = trialsOf.get(fault) ?? {};
    return [passing, lasting].flatMap((results) => KINDS.map((kind, i) => ({ kind, ...results[i] })));
  };

  test("processes an operation that is not idempotent at most once", () => {
    for (const { kind, effects } of trials()) {
      if (!kind.idempotent) expect(effects, kind.name).toBeLessThanOrEqual(1);
    }
  });

  test("never claims a wrong outcome", () => {
    for (const { kind, error, effects, reads } of trials()) {
      if (error?.outcome === "not-sent") expect(reads, kind.name).toBe(0);
      if (error?.outcome === "rejected") expect(effects, kind.name).toBe(0);
      if (error === undefined) expect(effects, kind.name).toBeGreaterThan(0);
    }
  });

  test("counts the attempts", () => {
    for (const { kind, error, sent } of trials()) {
      if (error !== undefined) expect(error.attempts, kind.name).toBe(sent);
      expect(sent, kind.name).toBeLessThanOrEqual(1 + RETRIES);
    }
  });

  test("ends within the deadline", () => {
    for (const { kind, late } of trials()) expect(late, kind.name).toBe(false);
  });

  const refused = /^(307|400|404|409|422|501)/.test(fault.name);
  test.skipIf(refused || fault.stalls === true || fault.tooLong === true)(
    "that is temporary does not fail an idempotent operation",
    () => {
      KINDS.forEach((kind, i) => {
        if (kind.idempotent) expect(trialsOf.get(fault)?.passing[i]?.error, kind.name).toBeUndefined();
      });
    },
  );
});

test("the table of faults in the documentation is correct", async () => {
  const parts = (["passing", "lasting"] as const).map((part) =>
    FAULTS.map((fault) => trialsOf.get(fault)?.[part] ?? []),
  );
  expect(parts.flat(2)).toHaveLength(2 * FAULTS.length * KINDS.length);
  // Kinds of operation with the same results share a column.
  const columns = new Map<string, { names: string; rows: readonly (readonly string[])[] }>();
  KINDS.forEach(({ name }, i) => {
    const rows = parts.map((trials) => trials.map((row) => summarize(row[i])));
    const key = JSON.stringify(rows);
    const same = columns.get(key)?.names;
    columns.set(key, { names: same === undefined ? name : `${same}, ${name}`, rows });
  });
  const table = (part: number) =>
    [
      ["Fault", ...[...columns.values()].map(({ names }) => names)],
      ["---", ...[...columns].map(() => "---")],
      ...FAULTS.map(({ name }, at) => [name, ...[...columns.values()].map(({ rows }) => rows[part]?.[at])]),
    ]
      .map((cells) => `| ${cells.join(" | ")} |`)
      .join("\n");
  const page = `# Failure modes

These tables show the result of a call for each failure, with the default of ${RETRIES} retries. [Retries](retries.md#rate-limit-and-backoff) has
the rules, and the operations that are idempotent.

- \`ok (2)\`: the second attempt succeeded.
- \`503, unknown (3)\`: \`error.status\` or \`error.kind\`, \`error.outcome\`, and the number of attempts.

The SDK's tests write these tables, with a server that counts requests.

## The fault affects the first attempt

${table(0)}

## The fault affects all attempts

${table(1)}
`;
  await expect(await format(page, { parser: "markdown" })).toMatchFileSnapshot("../../docs/faults.md");
});
