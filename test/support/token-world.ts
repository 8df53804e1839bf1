import type { Scheduler } from "fast-check";
import { vi } from "vitest";
import type { Attempt } from "../../src/send/attempt.ts";
import { createAuthorize } from "../../src/auth/authorize.ts";
import { createSentCredentials } from "../../src/errors/redaction.ts";
import { endingErrorOf, startCall } from "../../src/send/call-context.ts";
import { startDeadline } from "../../src/send/deadline.ts";
import { AbortedError, ApiError, ConnectionError, TimeoutError } from "../../src/errors/classes.ts";
import type { Token } from "../../src/auth/login.ts";
import { createTokenSource } from "../../src/auth/token-source.ts";
import { createTokenModel } from "./token-model.ts";

/** What happens next in a world. */
export type Step =
  | { readonly do: "call"; readonly timeout: number; readonly forbidden: boolean }
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "revoke" }
  | { readonly do: "abort"; readonly which: number };

/** How a login goes: after how many seconds it ends, and how. Times in seconds. */
export interface LoginPlan {
  readonly ends: "with a token" | "refused" | "broken" | "on its deadline" | "never";
  readonly after: number;
  readonly life: number;
}

/** A world: what its clients do, how its logins go, and what it answers to a bearer that it no longer knows. */
export interface Scenario {
  readonly steps: readonly Step[];
  readonly logins: readonly LoginPlan[];
  /** How all logins after those go. */
  readonly rest: LoginPlan;
  readonly refusal: 401 | 403;
}

const operation = { operationId: "list-devices", method: "GET", path: "/devices" };
const entry = {
  operationId: "list-devices",
  security: "bearer",
  versioned: false,
  success: {},
  errors: {},
} as const;
const request = { url: "https://api.test/devices", method: "GET", headers: {}, body: null };
const context = { operation, outcome: "not-sent", attempts: 0 } as const;

/** All that needs no time to pass. Of real time: the clock of the world stands still meanwhile. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Lives through a scenario on virtual time (fake timers must be on): the real token source, authorization and deadlines
 * between a fake API and fake callers. The scheduler decides which step, arrival or answer comes next.
 *
 * @throws naming every invariant that did not hold
 */
export async function live({ steps, logins, rest, refusal }: Scenario, scheduler: Scheduler): Promise<void> {
  const model = createTokenModel();
  const revoked = new Set<string>();
  const open = new Set<AbortController>();
  let sent = 0;
  let sleeping = 0;

  const sleep = async (milliseconds: number): Promise<void> => {
    sleeping += 1;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    sleeping -= 1;
  };

  const logIn = async (background: boolean): Promise<Token> => {
    const login = model.loginStarts(background);
    const { ends, after, life } = logins[login.order - 1] ?? rest;
    if (ends === "never") return new Promise(() => undefined);
    if (after > 0) await sleep(after * 1000);
    await scheduler.schedule(Promise.resolve(), `login ${login.order} ends: ${ends}`);
    if (ends === "with a token") return model.loginGives(login, life * 1000);
    model.loginFails(login, ends === "refused");
    if (ends === "refused") throw refuse();
    if (ends === "broken") throw new ConnectionError("broken", context);
    throw new TimeoutError("too slow", { ...context, phase: "request" });
  };

  const answer = async (value: string, forbidden: boolean, label: string): Promise<number> => {
    await scheduler.schedule(Promise.resolve(), `${label} arrives with ${value}`);
    const status = forbidden ? 401 : revoked.has(value) || model.hasExpired(value) ? refusal : 200;
    await scheduler.schedule(Promise.resolve(), `${label} is answered ${status}`);
    return status;
  };

  const forbiddenCalls = new Set<number>();
  const attempt: Attempt = async (call, _request, authorization = "") => {
    const ended = endingErrorOf(call, "not-sent");
    if (ended !== undefined) throw ended;
    const value = authorization.replace("Bearer ", "");
    call.attempts += 1;
    sent += 1;
    call.deadline.enter("request");
    model.requestLeaves(value, call.attempts);
    try {
      const label = `call ${call.id}.${call.attempts}`;
      const status = await call.deadline.race(answer(value, forbiddenCalls.has(call.id), label));
      model.answerComes(call.id, value, status, call.attempts);
      const json = status === 403 ? { code: "access_denied" } : {};
      return { response: new Response(null, { status }), text: "", isCut: false, json, parsed: json };
    } catch (thrown) {
      throw endingErrorOf(call, "unknown") ?? thrown;
    } finally {
      sent -= 1;
    }
  };

  const authorize = createAuthorize(attempt, createTokenSource({ logIn }), undefined);

  const begin = async (timeout: number, forbidden: boolean): Promise<void> => {
    const controller = new AbortController();
    const deadline = startDeadline(timeout, controller.signal);
    const call = startCall(operation, entry, deadline, createSentCredentials());
    if (forbidden) forbiddenCalls.add(call.id);
    const startedAt = Date.now();
    open.add(controller);
    try {
      const { response } = await authorize(call, request);
      model.callIsAnswered(call.id, response.status, call.attempts);
    } catch (thrown) {
      if (thrown instanceof AbortedError) model.expect(controller.signal.aborted, "ended by another's abort");
      else if (deadline.ending?.by === "timeout")
        model.expect(Date.now() === startedAt + timeout, "ended by another's deadline");
      else model.callFails(startedAt, thrown);
    } finally {
      open.delete(controller);
      deadline.close();
    }
  };

  const pass = async (milliseconds: number): Promise<void> => {
    const until = Date.now() + milliseconds;
    // One timer at a time, this one the last, so that what each of them brings about happens at its own moment.
    setTimeout(() => undefined, milliseconds);
    while (Date.now() < until) {
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

  const take = async (step: Step): Promise<void> => {
    if (step.do === "call") void begin(step.timeout * 1000, step.forbidden);
    else if (step.do === "pass") await pass(step.seconds * 1000);
    else if (step.do === "abort") await abort(step.which);
    else for (const value of model.values()) revoked.add(value);
  };

  void scheduler.scheduleSequence(
    steps.map((step) => ({ label: JSON.stringify(step), builder: () => take(step) })),
  );
  const andSettle = async (work: () => Promise<unknown>): Promise<void> => {
    await work();
    await settle();
    model.expect(!model.hasGoodToken() || open.size === sent, "a call waits although there is a good token");
  };
  const run = async (): Promise<void> => {
    while (scheduler.count() > 0) await scheduler.waitNext(1, andSettle);
  };
  await run();
  // Whatever still hangs has to end by a deadline, its own or a login's.
  for (let minutes = 0; open.size > 0 && minutes < 10; minutes += 1) {
    for (let seconds = 0; open.size > 0 && seconds < 60; seconds += 5) {
      await pass(5_000);
      await run();
    }
  }
  model.expect(open.size === 0, `${open.size} calls never ended`);
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
