import { AsyncLocalStorage } from "node:async_hooks";
import { env } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { Token } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

/** The user for whom a server works at the moment, as frameworks keep it. */
const user = new AsyncLocalStorage<string>();
const USERS = ["alice", "bob", "carol"];

describe("a server that works for many users with one client", () => {
  let server: RawServer;
  beforeAll(async () => {
    server = await startServer((_request, _incoming, outgoing) => {
      outgoing.writeHead(200, { "content-type": "application/json" }).end('{"data":[]}');
    });
  });
  afterAll(() => server.close());

  test.each<[string, () => string | Promise<string>]>([
    ["at once", () => `bearer-of-${user.getStore() ?? "nobody"}`],
    [
      "after a while",
      async () => {
        await sleep(5);
        return `bearer-of-${user.getStore() ?? "nobody"}`;
      },
    ],
  ])("sends each user's own token, which the function returns %s", async (_name, token) => {
    const flatpeak = createClient({ token, baseUrl: server.origin });
    const call = async (name: string): Promise<void> =>
      user.run(name, async () => {
        const { error } = await flatpeak.GET("/events/{id}", { params: { path: { id: name } } });
        expect(error).toBeUndefined();
      });
    await Promise.all(USERS.map(call));
    await Promise.all([...USERS, ...USERS].map(call));
    const sent = server.requests.splice(0).map(({ url, headers }) => [url, headers.authorization]);
    expect(sent).toHaveLength(9);
    for (const [url, authorization] of sent)
      expect(`Bearer bearer-of-${url?.split("/").at(-1) ?? ""}`).toBe(authorization);
  });
});

/** What a token function does when it is called: it returns a string, a token for all, or fails; at once or later. */
interface Answer {
  readonly form: "string" | "for all" | "failure";
  readonly later: boolean;
}

interface Call {
  readonly user: string;
  /** How many of its requests the API refuses. */
  readonly refusals: number;
  readonly signal: AbortSignal | undefined;
}

const answer: fc.Arbitrary<Answer> = fc.record({
  form: fc.constantFrom("string", "string", "string", "for all", "failure"),
  later: fc.boolean(),
});
const call = fc.record({ user: fc.constantFrom(...USERS), refusals: fc.constantFrom(0, 0, 0, 1, 2) });

const INTERLEAVINGS = Number(env["FLATPEAK_INTERLEAVINGS"] ?? 1_000);

test(
  `no request carries a token of another user, in ${INTERLEAVINGS} interleavings`,
  { timeout: 300_000 },
  async () => {
    const { FLATPEAK_SEED: seed, FLATPEAK_PATH: path } = env;
    const scenario = fc.record({
      calls: fc.array(call, { minLength: 2, maxLength: 8 }),
      answers: fc.array(answer, { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, fc.scheduler(), async ({ calls, answers }, scheduler) => {
        let asked = 0;
        const token = async (): Promise<Token> => {
          const { form, later } = answers[asked++] ?? { form: "string", later: true };
          const name = form === "for all" ? "everyone" : (user.getStore() ?? "nobody");
          const value = `${name}-${asked}`;
          if (later) await scheduler.schedule(Promise.resolve(), `${value} is ready`);
          if (form === "failure") throw new Error(`no token for ${name}`);
          return form === "for all" ? { token: value, expiresIn: 3600 } : value;
        };
        const strings: string[] = [];
        const fetch = async (_url: string, init: RequestInit): Promise<Response> => {
          const value = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
          const [owner = ""] = value.split("-");
          // The context of the request is that of its call.
          expect([user.getStore(), "everyone"]).toContain(owner);
          if (owner !== "everyone") strings.push(value);
          await scheduler.schedule(Promise.resolve(), `answer to ${value}`);
          const left = refusals.get(user.getStore() ?? "") ?? 0;
          refusals.set(user.getStore() ?? "", left - 1);
          return left > 0 ? Response.json({}, { status: 401 }) : Response.json({ data: [] });
        };
        const refusals = new Map(calls.map((one) => [one.user, one.refusals]));
        const flatpeak = createClient({ token, fetch, retries: 0 });
        const messages: (string | undefined)[] = [];
        void scheduler.scheduleSequence(
          calls.map((one) => ({
            label: `${one.user} calls`,
            builder: async () => {
              void user.run(one.user, async () => {
                const { error } = await flatpeak.GET("/devices");
                // A failure of the function is the caller's own as well.
                const failed = /no token for (\w+)/.exec(error?.message ?? "")?.[1];
                if (failed !== undefined && !answers.some(({ form }) => form === "for all"))
                  expect(failed).toBe(one.user);
                messages.push(error?.message);
              });
              return Promise.resolve();
            },
          })),
        );
        await scheduler.waitIdle();
        expect(messages).toHaveLength(calls.length);
        expect(new Set(strings).size).toBe(strings.length);
      }),
      {
        numRuns: INTERLEAVINGS,
        ...(seed === undefined ? {} : { seed: Number(seed) }),
        ...(path === undefined ? {} : { path }),
      },
    );
  },
);
