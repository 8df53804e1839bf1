import type { Deadline } from "../send/deadline.ts";
import { startPatience } from "../send/patience.ts";
import { TimeoutError, UNSENT } from "../errors/classes.ts";
import { createAbandonment } from "./abandonment.ts";
import type { RunInContext } from "./async-context.ts";
import { createLoginPauses } from "./login-pauses.ts";
import { ageOf, now } from "./moment.ts";
import type { Moment } from "./moment.ts";
import type { BearerToken, KeptToken } from "./token.ts";
import type { SharedToken } from "./token-store.ts";

/** Source of a client's bearer tokens. */
export interface TokenSource {
  /** Returns a token to send, within the deadline. Rejects with the reason if there is none. */
  get(deadline: Deadline): BearerToken | Promise<BearerToken>;
  /** Discards a token that the API refused. Returns true if it was the current token; a new one then replaces it. */
  discard(token: BearerToken): boolean;
}

/** Gets a new token: a login, or a call of a `token` function. */
export type Obtain = (background: boolean, signal: AbortSignal) => Promise<KeptToken>;

/** Token source with a cache. */
export interface KeepingTokenSource extends TokenSource {
  /** @param obtain gets a new token if this call needs one */
  get(deadline: Deadline, obtain?: Obtain): KeptToken | Promise<KeptToken>;
}

/** Options of {@link createTokenSource}. */
export interface TokenSourceParts {
  /** The token that other processes share with this one. */
  readonly shared?: SharedToken | undefined;
  /** Keeps a login and its write to the store alive after the call has ended, on platforms that cancel pending work. */
  readonly waitUntil?: ((promise: Promise<unknown>) => unknown) | undefined;
  /** Runs each login in an async context. Default: the caller's. */
  readonly runInContext?: RunInContext | undefined;
  /** Milliseconds after which a request that no call waits for is aborted. Default: never. */
  readonly abandonAfter?: number | undefined;
}

/** Maximum wait for a login or a `token` function: Workers may cancel it when the request that started it ends. */
export const LOGIN_PATIENCE_MS = 10_000;

/** Fraction of a token's lifetime after which the next call starts a refresh. */
const REFRESH_AFTER = 0.8;
/** Maximum number of logins that one attempt waits for: a call without a deadline must end, too. */
const MAX_LOGINS = 3;

const HUNG = { ...UNSENT, phase: "login" } as const;

/** A login in progress. */
interface RunningLogin {
  readonly order: number;
  readonly request: AbortController;
  startedAt: Moment;
  /** Settles once the store has the token; `undefined` if there is nothing to store. */
  stored: Promise<void> | undefined;
}

/**
 * Creates a token source that caches its token.
 *
 * - Concurrent calls share one login: every call without a valid token waits for the login in progress and shares its
 *   failure.
 * - If a login takes more than 10 s, the next waiting call starts a new one. An attempt waits for at most three logins.
 * - Late in a token's lifetime, a call starts a login in the background and continues with the current token.
 * - A 401 or 403 discards only the token that was refused, never a newer one (compare and invalidate).
 * - A login has no effect if it ends after a newer one.
 * - After refused credentials, no login starts during a cool-down. Calls then fail with the same error.
 * - The client reads the store before a login. After a refusal, it tries one stored token. If the API refuses that one,
 *   too, the client logs in.
 */
export function createTokenSource(
  obtain: Obtain,
  { shared, waitUntil, runInContext = runHere, abandonAfter }: TokenSourceParts = {},
): KeepingTokenSource {
  /** The newest token so far, by the start of its login. Kept after it expires or is refused, for comparison. */
  let token: KeptToken | undefined;
  let tokenOrder = 0;
  let refused = false;
  /** True if the token is a stored one, tried after a refusal. */
  let storeTried = false;
  /** The newest login and its token, until it has ended. */
  let newest: { readonly login: RunningLogin; readonly token: Promise<KeptToken> } | undefined;
  let logins = 0;
  const waiters = new Set<(issued: KeptToken) => void>();
  const pauses = createLoginPauses();
  const abandonment = createAbandonment(abandonAfter, () => {
    newest = undefined;
  });

  const accept = (issued: KeptToken, order: number): void => {
    if (order < tokenOrder) return;
    storeTried = issued.stored && refused;
    token = issued;
    tokenOrder = order;
    refused = false;
    pauses.worked();
    // Also wakes calls that stopped waiting for this login and wait for a newer one.
    for (const wake of waiters) wake(issued);
  };

  const readStoreOrObtain = async (
    login: RunningLogin,
    get: Obtain,
    background: boolean,
  ): Promise<KeptToken> => {
    const found = shared && !(refused && storeTried) ? await shared.read(token) : undefined;
    if (found !== undefined) return found;
    // The age of the login starts here: reading the store does not count.
    login.startedAt = now();
    const issued = await get(background, login.request.signal);
    login.stored = shared?.write(issued);
    return issued;
  };

  const run = async (login: RunningLogin, get: Obtain, background: boolean): Promise<KeptToken> => {
    try {
      const issued = await readStoreOrObtain(login, get, background);
      accept(issued, login.order);
      return issued;
    } catch (error) {
      pauses.failed(error, login.order < tokenOrder);
      throw error;
    } finally {
      abandonment.end(login.request);
      if (newest?.login === login) newest = undefined;
    }
  };

  const start = (get: Obtain, background: boolean) => {
    const login: RunningLogin = {
      order: ++logins,
      request: abandonment.begin(),
      startedAt: now(),
      stored: undefined,
    };
    const issued = new Promise<KeptToken>((resolve) => {
      runInContext(() => {
        resolve(run(login, get, background));
      });
    });
    // Called in the async context of the caller: some platforms use it to find the request to keep alive.
    keepAlive(issued.then(() => login.stored));
    return (newest = { login, token: issued });
  };

  const keepAlive = (work: Promise<unknown>): void => {
    const settled = work.then(ignore, ignore);
    const register = async (): Promise<void> => {
      await waitUntil?.(settled);
    };
    // An error of the platform's `waitUntil`, such as a method called without its object, must not fail the login.
    register().catch(ignore);
  };

  const current = (): KeptToken | undefined =>
    token !== undefined && !refused && ageOf(token.since) < token.life ? token : undefined;

  /** The login to wait for, if there is one that is not too old. */
  const loginUnderWay = () =>
    newest !== undefined && ageOf(newest.login.startedAt) < LOGIN_PATIENCE_MS ? newest : undefined;

  const refreshIfDue = ({ since, life }: KeptToken, get: Obtain): void => {
    if (ageOf(since) < life * REFRESH_AFTER) return;
    if (loginUnderWay() !== undefined) abandonment.touch();
    else if (pauses.allowRefresh()) start(get, true);
  };

  const waitForLogin = async (deadline: Deadline, get: Obtain): Promise<KeptToken> => {
    let waitedFor: RunningLogin | undefined;
    for (let waits = 0; ;) {
      const valid = current();
      if (valid !== undefined) return valid;
      const coolingDown = pauses.coolDown();
      if (coolingDown !== undefined) throw coolingDown.error;
      const joined = loginUnderWay();
      // The age of a login restarts once it has read the store.
      if (joined === undefined || joined.login !== waitedFor) waits += 1;
      if (waits > MAX_LOGINS) throw new TimeoutError(`No response from ${MAX_LOGINS} logins`, HUNG);
      const { login, token: issuing } = joined ?? start(get, false);
      waitedFor = login;
      const patience = startPatience<KeptToken>(LOGIN_PATIENCE_MS - ageOf(login.startedAt));
      waiters.add(patience.end);
      try {
        const issued = await deadline.race(Promise.race([issuing, patience.over]));
        if (issued !== undefined) return issued;
      } catch (error) {
        // This call joined a login that timed out. The deadline of the call has not passed.
        if (joined === undefined || !(error instanceof TimeoutError)) throw error;
      } finally {
        waiters.delete(patience.end);
        patience.end();
      }
    }
  };

  const wait = async (deadline: Deadline, get: Obtain): Promise<KeptToken> => {
    deadline.enter("login");
    const leave = abandonment.wait();
    try {
      return await waitForLogin(deadline, get);
    } finally {
      leave();
    }
  };

  return {
    get(deadline, get = obtain) {
      const valid = current();
      if (valid === undefined) return wait(deadline, get);
      refreshIfDue(valid, get);
      return valid;
    },
    discard(sent) {
      if (sent !== token || refused) return false;
      refused = true;
      return true;
    },
  };
}

function runHere(work: () => void): void {
  work();
}

function ignore(): void {
  // No call waits for this error.
}
