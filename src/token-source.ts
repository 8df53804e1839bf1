import type { Deadline } from "./deadline.ts";
import { ApiError, TimeoutError } from "./errors.ts";
import type { FlatpeakError } from "./errors.ts";
import type { Token } from "./login.ts";

/** Where the bearers of a client come from. */
export interface TokenSource {
  /** A token to send. Rejects with what kept it from being had; waits no longer than the deadline. */
  get(deadline: Deadline): BearerToken | Promise<BearerToken>;
  /** Says that the API refused a token. */
  discard(token: BearerToken): void;
}

/** A token as it is sent. `issuedAt` in milliseconds since the epoch, `undefined` if nobody knows. */
export interface BearerToken {
  readonly value: string;
  readonly issuedAt: number | undefined;
}

/** Share of a token's life after which the next call has it refreshed. */
const REFRESH_AFTER = 0.8;
/** How long a login is waited for. On Workers, what a finished request began may never settle. */
const LOGIN_PATIENCE_MS = 10_000;
/** After a failed refresh, while the token still holds: calls go on, and the login is left alone this long. */
const REFRESH_PAUSE_MS = 5_000;
const FIRST_COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 30_000;

interface Login {
  readonly startedAt: number;
  readonly order: number;
  readonly promise: Promise<Token>;
}

/**
 * A token source that logs in.
 *
 * - Many callers, one login: whoever has no valid token waits for the login under way, and shares its failure.
 * - At most one login younger than ten seconds: an older one is not waited for any longer.
 * - Late in a token's life a call starts a login in the background and goes on with the token at hand.
 * - A refusal discards only the token that was refused, never a newer one (compare and invalidate).
 * - A login that ends after a newer one changes nothing.
 * - Refused credentials are not tried again before a cool-down is over; until then calls fail with that refusal.
 *
 * @param logIn sends one login
 * @param waitUntil keeps a login alive that was started in the background, where a platform needs to be told
 */
export function createTokenSource(
  logIn: () => Promise<Token>,
  waitUntil?: (promise: Promise<unknown>) => void,
): TokenSource {
  let token: Token | undefined;
  let tokenOrder = 0;
  let newest: Login | undefined;
  let logins = 0;
  let refusal: { readonly error: unknown; readonly until: number } | undefined;
  let refusals = 0;
  let refreshNotBefore = 0;

  const start = (): Login => {
    const order = ++logins;
    const promise = logIn().then(
      (issued) => {
        if (newest?.order === order) newest = undefined;
        if (order > tokenOrder) {
          token = issued;
          tokenOrder = order;
          refusals = 0;
        }
        return issued;
      },
      (error: unknown) => {
        if (newest?.order === order) newest = undefined;
        refreshNotBefore = Date.now() + REFRESH_PAUSE_MS;
        if (order > tokenOrder && isRefusal(error)) {
          const pause = Math.min(FIRST_COOL_DOWN_MS * 2 ** refusals, LONGEST_COOL_DOWN_MS);
          refusals += 1;
          refusal = { error, until: Date.now() + pause };
        }
        throw error;
      },
    );
    newest = { startedAt: Date.now(), order, promise };
    // A refresh that nobody waits for may fail without anyone to tell.
    const settled = promise.then(
      () => undefined,
      () => undefined,
    );
    try {
      waitUntil?.(settled);
    } catch {
      // The platform's affair, such as a method that was taken off its object: the login is under way all the same.
    }
    return newest;
  };

  const current = (): Token | undefined =>
    token !== undefined && Date.now() < token.expiresAt ? token : undefined;

  /** The login to wait for, if there is one that is not too old. */
  const loginUnderWay = (): Login | undefined =>
    newest !== undefined && !isStale(newest) ? newest : undefined;

  const refreshIfDue = (valid: Token): void => {
    const now = Date.now();
    const due = valid.issuedAt + (valid.expiresAt - valid.issuedAt) * REFRESH_AFTER;
    if (now >= due && loginUnderWay() === undefined && now >= refreshNotBefore) start();
  };

  const wait = async (deadline: Deadline): Promise<Token> => {
    deadline.enter("login");
    for (;;) {
      const valid = current();
      if (valid !== undefined) return valid;
      if (refusal !== undefined && Date.now() < refusal.until) throw refusal.error;
      const underWay = loginUnderWay();
      const login = underWay ?? start();
      const patience = createPatience(login);
      try {
        const issued = await deadline.race(Promise.race([login.promise, patience.over]));
        if (issued !== undefined) return issued;
      } catch (error) {
        // Whoever only joined a login that ran out of time has time of its own left.
        const joined = underWay !== undefined && deadline.ending === undefined;
        if (!(joined && error instanceof TimeoutError)) throw error;
      } finally {
        patience.close();
      }
    }
  };

  return {
    get(deadline) {
      const valid = current();
      if (valid === undefined) return wait(deadline);
      refreshIfDue(valid);
      return valid;
    },
    discard(refused) {
      if (token?.value === refused.value) token = undefined;
    },
  };
}

/** Resolves once the login is too old to be waited for; its timer is taken back whatever comes first. */
function createPatience(login: Login): { readonly over: Promise<undefined>; close(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, login.startedAt + LOGIN_PATIENCE_MS - Date.now(), undefined);
  });
  return {
    over,
    close: () => {
      clearTimeout(timer);
    },
  };
}

function isRefusal(error: unknown): error is FlatpeakError {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

/**
 * A token source over a token of the user's. A function is asked before every attempt; callers that ask at the same time
 * share its answer.
 */
export function createProvidedTokenSource(token: string | (() => string | Promise<string>)): TokenSource {
  if (typeof token === "string") {
    const fixed: BearerToken = { value: token, issuedAt: undefined };
    return { get: () => fixed, discard: () => undefined };
  }
  let pending: { readonly promise: Promise<BearerToken>; readonly startedAt: number } | undefined;
  const ask = async (): Promise<BearerToken> => ({ value: await token(), issuedAt: undefined });
  const start = () => {
    const asked = { promise: ask(), startedAt: Date.now() };
    // Forgotten once it has settled, whether or not anybody still waits: the next attempt asks anew.
    const forget = (): void => {
      if (pending === asked) pending = undefined;
    };
    asked.promise.then(forget, forget);
    return asked;
  };
  return {
    get(deadline) {
      deadline.enter("login");
      // One that hangs is not waited for by callers that come later: the next answer may well come.
      if (pending === undefined || isStale(pending)) pending = start();
      return deadline.race(pending.promise);
    },
    discard: () => undefined,
  };
}

/** Whether a login, or a token asked for, is too old to be waited for. */
function isStale({ startedAt }: { readonly startedAt: number }): boolean {
  return Date.now() - startedAt >= LOGIN_PATIENCE_MS;
}
