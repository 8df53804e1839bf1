import type { Scheduler } from "fast-check";
import { vi } from "vitest";
import type { Attempt } from "../../src/send/attempt.ts";
import { createAuthorize } from "../../src/auth/authorize.ts";
import { createSentCredentials } from "../../src/errors/redaction.ts";
import { endingErrorOf, startCall } from "../../src/send/call-context.ts";
import { startDeadline } from "../../src/send/deadline.ts";
import { AbortedError, ApiError, ConnectionError, TimeoutError } from "../../src/errors/classes.ts";
import type { KeptToken } from "../../src/auth/token.ts";
import { createTokenSource } from "../../src/auth/token-source.ts";
import { createSharedToken } from "../../src/auth/token-store.ts";
import { createTokenModel } from "./token-model.ts";

/** Next step in a world. */
export type Step =
  | { readonly do: "call"; readonly timeout: number; readonly forbidden: boolean }
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "revoke" }
  | { readonly do: "set the clock"; readonly seconds: number }
  | { readonly do: "abort"; readonly which: number };

/** Course of a login: its duration in seconds, and its result. */
export interface LoginPlan {
  readonly ends: "with a token" | "refused" | "broken" | "on its deadline" | "never";
  readonly after: number;
  readonly life: number;
}

/** A world: steps of its clients, courses of its logins, and its response to an invalid bearer token. */
export interface Scenario {
  readonly steps: readonly Step[];
  readonly logins: readonly LoginPlan[];
  /** Course of all later logins. */
  readonly rest: LoginPlan;
  readonly refusal: 401 | 403;
  /** True if a login is aborted if no call waits for it during one second. */
  readonly letGo: boolean;
  /** Result of each read of the token store, in order; then it is empty. `undefined` for no store. */
  readonly store: readonly StorePlan[] | undefined;
}

/** A store returns a token with an age in seconds that the API accepts or has revoked, or it fails. */
export type StorePlan =
  | { readonly gives: "a good token" | "a revoked token"; readonly age: number }
  | { readonly gives: "rubbish" | "a failure" | "no answer" };

const operation = { operationId: "list-devices", method: "GET", path: "/devices" };
const entry = {
  operationId: "list-devices",
  security: "bearer",
  versioned: false,
  idempotent: true,
  success: {},
  errors: {},
} as const;
const request = { url: "https://api.test/devices", method: "GET", headers: {}, body: null };
const context = { operation, outcome: "not-sent", attempts: 0 } as const;

/** Runs everything that needs no time to pass. Takes real time; the clock of the world does not advance. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs a scenario in virtual time (requires fake timers): the real token source, authorization and deadlines between a
 * fake API and fake callers. The scheduler decides the next step, arrival or response.
 *
 * @throws naming every invariant that did not hold
 */
export async function live(scenario: Scenario, scheduler: Scheduler): Promise<void> {
  const { steps, logins, rest, refusal, letGo, store } = scenario;
  const model = createTokenModel(store !== undefined);
  const revoked = new Set<string>();
  /** Tokens that other processes have stored. The API accepts them until it revokes them. */
  const foreign = new Set<string>();
  const open = new Set<AbortController>();
  let sent = 0;
  let sleeping = 0;

  const sleep = async (milliseconds: number): Promise<void> => {
    sleeping += 1;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    sleeping -= 1;
  };

  const logIn = async (background: boolean, signal: AbortSignal): Promise<KeptToken> => {
    // During a read of the store: a real login then sends nothing.
    if (signal.aborted) throw new AbortedError("let go of", context);
    const login = model.loginStarts(background);
    const { ends, after, life } = logins[login.order - 1] ?? rest;
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        model.loginFails(login, false);
        reject(new AbortedError("let go of", context));
      });
    });
    aborted.catch(() => undefined);
    if (ends === "never") return aborted;
    if (after > 0) await Promise.race([sleep(after * 1000), aborted]);
    const ending = scheduler.schedule(Promise.resolve(), `login ${login.order} ends: ${ends}`);
    await Promise.race([ending, aborted]);
    if (ends === "with a token") {
      const { value, issued, life: milliseconds } = model.loginGives(login, life * 1000);
      return { value, issued, stored: false, since: issued, life: milliseconds };
    }
    model.loginFails(login, ends === "refused");
    if (ends === "refused") throw refuse();
    if (ends === "broken") throw new ConnectionError("broken", context);
    throw new TimeoutError("too slow", { ...context, phase: "request" });
  };

  const answer = async (value: string, forbidden: boolean, label: string): Promise<number> => {
    await scheduler.schedule(Promise.resolve(), `${label} arrives with ${value}`);
    const known = foreign.has(value) || !model.hasExpired(value);
    const status = forbidden ? 401 : revoked.has(value) || !known ? refusal : 200;
    await scheduler.schedule(Promise.resolve(), `${label} is answered ${status}`);
    return status;
  };

  const forbiddenCalls = new Set<number>();
  const sentLast = new Map<number, string>();
  const attempt: Attempt = async (call, _request, authorization = "") => {
    const ended = endingErrorOf(call, "not-sent");
    if (ended !== undefined) throw ended;
    const value = authorization.replace("Bearer ", "");
    call.attempts += 1;
    sent += 1;
    call.deadline.enter("request");
    sentLast.set(call.id, value);
    model.requestLeaves(value, call.attempts);
    try {
      const label = `call ${call.id}.${call.attempts}`;
      const status = await call.deadline.race(answer(value, forbiddenCalls.has(call.id), label));
      model.answerComes(call.id, value, status, call.attempts);
      const json = status === 403 ? { code: "access_denied" } : {};
      return { response: new Response(null, { status }), text: "", isCut: false, json, parsed: undefined };
    } catch (thrown) {
      throw endingErrorOf(call, "unknown") ?? thrown;
    } finally {
      sent -= 1;
    }
  };

  const startedAt = Date.now() - performance.now();
  let reads = 0;
  const read = (): Promise<unknown> => {
    const plan = store?.[reads++];
    if (plan === undefined) return Promise.resolve(undefined);
    if (plan.gives === "a failure") return Promise.reject(new Error("the store is down"));
    if (plan.gives === "no answer") return new Promise(() => undefined);
    if (!("age" in plan)) return Promise.resolve("rubbish");
    const value = `s${reads}`;
    if (plan.gives === "a good token") foreign.add(value);
    // By the clock of another process, which is correct.
    const issuedAt = startedAt + performance.now() - plan.age * 1000;
    return Promise.resolve(JSON.stringify({ value, issuedAt, expiresAt: issuedAt + 100_000 }));
  };
  const shared = store && createSharedToken({ get: read, set: () => Promise.resolve() }, [], () => undefined);

  const authorize = createAuthorize(attempt, {
    tokens: createTokenSource(logIn, { shared, abandonAfter: letGo ? 1_000 : undefined }),
    refusedCode: "access_denied",
  });

  const begin = async (timeout: number, forbidden: boolean): Promise<void> => {
    const controller = new AbortController();
    const deadline = startDeadline(timeout, controller.signal);
    const call = startCall(operation, entry, deadline, createSentCredentials());
    if (forbidden) forbiddenCalls.add(call.id);
    const startedAt = performance.now();
    open.add(controller);
    try {
      const { response } = await authorize(call, request);
      model.callIsAnswered(call.id, response.status, call.attempts, sentLast.get(call.id) ?? "");
    } catch (thrown) {
      if (thrown instanceof AbortedError) model.expect(controller.signal.aborted, "ended by another's abort");
      else if (deadline.ending?.by === "timeout")
        model.expect(performance.now() === startedAt + timeout, "ended by another's deadline");
      else model.callFails(startedAt, thrown);
    } finally {
      open.delete(controller);
      deadline.close();
    }
  };

  const pass = async (milliseconds: number): Promise<void> => {
    const until = performance.now() + milliseconds;
    // One timer at a time, this one last, so that the effects of each timer happen at its own time.
    setTimeout(() => undefined, milliseconds);
    while (performance.now() < until) {
      vi.advanceTimersToNextTimer();
      await settle();
    }
  };

  const abort = async (which: number): Promise<void> => {
    const before = [...open];
    const controller = before[which % before.length];
    controller?.abort();
    await settle();
    const ended = before.filter((other) => !open.has(other));
    model.expect(
      ended.every((one) => one === controller),
      "an abort ended another call",
    );
    model.expect(controller === undefined || !open.has(controller), "an aborted call went on");
  };

  let setBack = false;
  const setClock = (seconds: number): void => {
    setBack ||= seconds < 0;
    vi.setSystemTime(Date.now() + seconds * 1000);
  };

  const take = async (step: Step): Promise<void> => {
    if (step.do === "call") void begin(step.timeout * 1000, step.forbidden);
    else if (step.do === "pass") await pass(step.seconds * 1000);
    else if (step.do === "set the clock") setClock(step.seconds);
    else if (step.do === "abort") await abort(step.which);
    else for (const value of [...model.values(), ...foreign]) revoked.add(value);
  };

  void scheduler.scheduleSequence(
    steps.map((step) => ({ label: JSON.stringify(step), builder: () => take(step) })),
  );
  const andSettle = async (work: () => Promise<unknown>): Promise<void> => {
    await work();
    await settle();
    // A clock that is set back may make a token valid again while a login replaces it.
    const good = model.hasGoodToken() && !setBack;
    model.expect(!good || open.size === sent, "a call waits although there is a good token");
  };
  const run = async (): Promise<void> => {
    while (scheduler.count() > 0) await scheduler.waitNext(1, andSettle);
  };
  await run();
  // Everything that still hangs must end at a deadline, its own or a login's.
  for (let minutes = 0; open.size > 0 && minutes < 10; minutes += 1) {
    for (let seconds = 0; open.size > 0 && seconds < 60; seconds += 5) {
      await pass(5_000);
      await run();
    }
  }
  model.expect(open.size === 0, `${open.size} calls never ended`);
  await pass(2_000);
  await run();
  model.expect(!letGo || model.loginsUnderWay() === 0, "a login goes on although nobody waits for it");
  model.expect(vi.getTimerCount() === sleeping, "a timer was left behind");
  vi.clearAllTimers();
  model.report();
}

function refuse(): ApiError {
  return new ApiError("refused", {
    ...context,
    status: 401,
    documented: false,
    body: {},
    code: undefined,
    type: undefined,
    retryAfter: undefined,
    response: new Response(null, { status: 401 }),
    rawBody: "",
  });
}
