import { AsyncLocalStorage } from "node:async_hooks";
import { env } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import type { Token } from "flatpeak";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";

/** The current user of a server, as frameworks store it. */
const user = new AsyncLocalStorage<string>();
const USERS = ["alice", "bob", "carol"];

describe("a server that serves many users with one client", () => {
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
  ])("sends each user's own token if the function returns it %s", async (_name, token) => {
    const flatpeak = createClient({ token, baseUrl: server.origin });
    const call = async (name: string): Promise<void> =>
      user.run(name, async () => {
        const { error } = await flatpeak.GET("/events/{id}", { params: { path: { id: name } } });
        expect(error).toBeUndefined();
      });
    const before = server.requests.length;
    await Promise.all(USERS.map(call));
    await Promise.all([...USERS, ...USERS].map(call));
    const sent = server.requests.slice(before);
    expect(sent).toHaveLength(9);
    for (const { url, headers } of sent)
      expect(headers.authorization).toBe(`Bearer bearer-of-${url.replace("/events/", "")}`);
  });
});

/** Result of one call of a token function: a string, a token for all calls, or a failure; at once or later. */
interface Answer {
  readonly form: "string" | "for all" | "failure";
  readonly later: boolean;
}

const answer: fc.Arbitrary<Answer> = fc.record({
  form: fc.constantFrom("string", "string", "string", "for all", "failure"),
  later: fc.boolean(),
});

const scenario = fc.record({
  callers: fc.array(fc.constantFrom(...USERS), { minLength: 2, maxLength: 8 }),
  answers: fc.array(answer, { maxLength: 12 }),
  /** The requests that the API refuses. */
  refused: fc.uniqueArray(fc.nat(12), { maxLength: 4 }),
});

const currentUser = (): string => user.getStore() ?? "nobody";

const INTERLEAVINGS = pickSize(250, 5_000);

test(
  `no request carries a token of another user, in ${INTERLEAVINGS} interleavings`,
  { timeout: FULL_TIMEOUT },
  async () => {
    const { TEST_PATH: path } = env;
    const property = fc.asyncProperty(
      scenario,
      fc.scheduler(),
      async ({ callers, answers, refused }, scheduler) => {
        const wrong: string[] = [];
        const strings: string[] = [];
        let [asked, requests, ended] = [0, 0, 0];

        const token = async (): Promise<Token> => {
          const { form, later } = answers[asked++] ?? { form: "string", later: true };
          const name = form === "for all" ? "everyone" : currentUser();
          const value = `${name}-${asked}`;
          if (later) await scheduler.schedule(Promise.resolve(), `${value} is ready`);
          if (form === "failure") throw new Error(`no token for ${name}`);
          return form === "for all" ? { token: value, expiresIn: 3600 } : value;
        };
        const fetch = async (_url: string, init: RequestInit): Promise<Response> => {
          const value = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
          const owner = value.split("-")[0];
          // The context of a request is that of its call.
          if (owner !== currentUser() && owner !== "everyone") wrong.push(`${value} for ${currentUser()}`);
          if (owner !== "everyone") strings.push(value);
          const status = refused.includes(requests++) ? 401 : 200;
          await scheduler.schedule(Promise.resolve(), `${status} to ${value}`);
          return Response.json({ data: [] }, { status });
        };
        const flatpeak = createClient({ token, fetch, retries: 0 });
        const call = async (): Promise<void> => {
          const { error } = await flatpeak.GET("/devices");
          ended += 1;
          const failed = error?.message.split("no token for ")[1];
          // Calls may share failures only of a function that has returned a token for all calls.
          const shares = answers.some(({ form }) => form === "for all");
          if (failed !== undefined && failed !== currentUser() && !shares) wrong.push(`${failed}'s failure`);
        };

        void scheduler.scheduleSequence(
          callers.map((name) => ({
            label: `${name} calls`,
            builder: () => {
              void user.run(name, call);
              return Promise.resolve();
            },
          })),
        );
        await scheduler.waitIdle();
        expect(wrong).toEqual([]);
        expect(ended).toBe(callers.length);
        expect(new Set(strings).size).toBe(strings.length);
      },
    );
    await fc.assert(property, {
      numRuns: INTERLEAVINGS,
      seed: SEED,
      ...(path === undefined ? {} : { path }),
    });
  },
);
