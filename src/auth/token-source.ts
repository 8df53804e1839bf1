import type { Deadline } from "../send/deadline.ts";
import { ApiError, AuthenticationError, TimeoutError } from "../errors/classes.ts";
import type { FlatpeakError } from "../errors/classes.ts";
import { isTokenText } from "./login.ts";
import type { Token } from "./login.ts";
import type { SharedToken } from "./token-store.ts";

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
/** How many logins a call waits for, one after the other: a call without a deadline must end as well. */
const MOST_LOGINS = 3;
/** After a failed refresh, while the token still holds: calls go on, and the login is left alone this long. */
const REFRESH_PAUSE_MS = 5_000;
const FIRST_COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 30_000;

/** Of errors that calls share: each makes one of its own of it. */
const UNSENT = { operation: undefined, outcome: "not-sent", attempts: 0 } as const;

/** What a token source that logs in is made of. */
export interface TokenSourceParts {
  /** Sends one login; `background` if no call waits for it. */
  readonly logIn: (background: boolean) => Promise<Token>;
  /** Where other processes may have put a token, and look for one. */
  readonly shared?: SharedToken | undefined;
  /** Keeps work alive that may outlive the call that began it, where a platform needs to be told. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/**
 * A token source that logs in.
 *
 * - Many callers, one login: whoever has no valid token waits for the login under way, and shares its failure.
 * - At most one login younger than ten seconds: an older one is not relied upon any longer. A call waits for three at most.
 * - Late in a token's life a call starts a login in the background and goes on with the token at hand.
 * - A refusal discards only the token that was refused, never a newer one (compare and invalidate).
 * - A login that ends after a newer one changes nothing.
 * - Refused credentials are not tried again before a cool-down is over; until then calls fail with that refusal.
 * - What processes share is looked at before a login; taken is only a token newer than all that were had here.
 */
export function createTokenSource({ logIn, shared, waitUntil }: TokenSourceParts): TokenSource {
  /** The newest there has been, by the order in which logins began; refused or expired it stays, to tell a newer one. */
  let token: Token | undefined;
  let tokenOrder = 0;
  let refused = false;
  /** The newest login, until it has ended. */
  let newest: Promise<Token> | undefined;
  let newestStartedAt = 0;
  let logins = 0;
  const waiters = new Set<(issued: Token) => void>();
  let refusal: { readonly error: unknown; readonly until: number } | undefined;
  let refusals = 0;
  let refreshNotBefore = 0;

  const accept = (issued: Token, order: number): void => {
    if (order < tokenOrder) return;
    token = issued;
    tokenOrder = order;
    refused = false;
    refusal = undefined;
    refusals = 0;
    // Of a login that was given up as well, while a newer one is still waited for.
    for (const wake of waiters) wake(issued);
  };

  const fail = (error: unknown, order: number): void => {
    refreshNotBefore = Date.now() + REFRESH_PAUSE_MS;
    if (order < tokenOrder || !isRefusal(error)) return;
    const pause = Math.min(FIRST_COOL_DOWN_MS * 2 ** refusals, LONGEST_COOL_DOWN_MS);
    refusals += 1;
    refusal = { error, until: Date.now() + pause };
  };

  const obtain = async (background: boolean): Promise<Token> => {
    const found = await shared?.read(token);
    if (found !== undefined) return found;
    // Its age counts from here, however long the look at what is shared took.
    newestStartedAt = Date.now();
    const issued = await logIn(background);
    if (shared !== undefined) keepAlive(shared.write(issued));
    return issued;
  };

  const run = async (order: number, background: boolean): Promise<Token> => {
    try {
      const issued = await obtain(background);
      accept(issued, order);
      return issued;
    } catch (error) {
      fail(error, order);
      throw error;
    } finally {
      if (order === logins) newest = undefined;
    }
  };

  const start = (background: boolean): Promise<Token> => {
    newestStartedAt = Date.now();
    logins += 1;
    newest = run(logins, background);
    keepAlive(newest);
    return newest;
  };

  const keepAlive = (work: Promise<unknown>): void => {
    // What nobody waits for may fail without anyone to tell.
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    try {
      waitUntil?.(settled);
    } catch {
      // The platform's affair, such as a method that was taken off its object: the work is under way all the same.
    }
  };

  const current = (): Token | undefined =>
    token !== undefined && !refused && Date.now() < token.expiresAt ? token : undefined;

  /** The login to wait for, if there is one that is not too old. */
  const loginUnderWay = (): Promise<Token> | undefined => (isStale(newestStartedAt) ? undefined : newest);

  const coolDown = () => (refusal !== undefined && Date.now() < refusal.until ? refusal : undefined);

  const refreshIfDue = ({ issuedAt, expiresAt }: Token): void => {
    const now = Date.now();
    if (now < issuedAt + (expiresAt - issuedAt) * REFRESH_AFTER || now < refreshNotBefore) return;
    if (loginUnderWay() === undefined && coolDown() === undefined) void start(true);
  };

  const wait = async (deadline: Deadline): Promise<Token> => {
    deadline.enter("login");
    for (let waited = 0; waited < MOST_LOGINS; waited += 1) {
      const valid = current();
      if (valid !== undefined) return valid;
      const coolingDown = coolDown();
      if (coolingDown !== undefined) throw coolingDown.error;
      const underWay = loginUnderWay();
      const login = underWay ?? start(false);
      const patience = createPatience(newestStartedAt + LOGIN_PATIENCE_MS - Date.now());
      waiters.add(patience.end);
      try {
        const issued = await deadline.race(Promise.race([login, patience.over]));
        if (issued !== undefined) return issued;
      } catch (error) {
        // Whoever only joined a login that ran out of time has time of its own left.
        if (underWay === undefined || !(error instanceof TimeoutError)) throw error;
      } finally {
        waiters.delete(patience.end);
        patience.end(undefined);
      }
    }
    throw new TimeoutError(`No answer from ${MOST_LOGINS} logins`, { ...UNSENT, phase: "login" });
  };

  return {
    get(deadline) {
      const valid = current();
      if (valid === undefined) return wait(deadline);
      refreshIfDue(valid);
      return valid;
    },
    discard({ value }) {
      if (token?.value === value) refused = true;
    },
  };
}

/** Is over after a time, or when it is ended, for example by a token; its timer is then taken back. */
function createPatience(milliseconds: number): {
  readonly over: Promise<Token | undefined>;
  readonly end: (issued: Token | undefined) => void;
} {
  let end: (issued: Token | undefined) => void = () => undefined;
  const over = new Promise<Token | undefined>((resolve) => {
    const timer = setTimeout(resolve, milliseconds, undefined);
    end = (issued) => {
      clearTimeout(timer);
      resolve(issued);
    };
  });
  return { over, end };
}

function isRefusal(error: unknown): error is FlatpeakError {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

const NO_TOKEN = "The token function gave no token: it must return a string of visible ASCII characters";

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
  const ask = async (): Promise<BearerToken> => {
    const value: unknown = await token();
    if (!isTokenText(value)) throw new AuthenticationError(NO_TOKEN, UNSENT);
    return { value, issuedAt: undefined };
  };
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
      if (pending === undefined || isStale(pending.startedAt)) pending = start();
      return deadline.race(pending.promise);
    },
    discard: () => undefined,
  };
}

/** Whether a login, or a token asked for, is too old to be waited for. */
function isStale(startedAt: number): boolean {
  return Date.now() - startedAt >= LOGIN_PATIENCE_MS;
}
