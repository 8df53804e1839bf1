const YOUNG_LOGIN_MS = 10_000;
const YOUNG_TOKEN_MS = 60_000;
const REFRESH_PAUSE_MS = 5_000;

/** A moment on the wall clock, which a scenario sets back and forward, and on a steady clock. */
export interface Instant {
  readonly wall: number;
  readonly steady: number;
}

const instant = (): Instant => ({ wall: Date.now(), steady: performance.now() });
/** Age by the clock that advanced more, as for a client. */
const since = ({ wall, steady }: Instant): number => Math.max(Date.now() - wall, performance.now() - steady);

interface Login {
  readonly order: number;
  readonly startedAt: Instant;
}

/** A token with the facts that a correct client knows. */
interface KnownToken {
  readonly order: number;
  readonly issued: Instant;
  readonly life: number;
  /** On the steady clock. */
  readonly receivedAt: number;
  /** True if a refusal concerned the token itself. */
  dead: boolean;
  /** Time of its refusal as the new token of a replay: for a minute after it, refusals concern the call. */
  refusedInReplay: Instant | undefined;
}

/**
 * Model of a correct client that checks the token source. Receives every login, request and response, and collects
 * violations.
 *
 * @param hasStore true with a token store. The store's content then decides whether a login is due, so the model checks
 *   only requests and results of calls.
 */
export function createTokenModel(hasStore = false) {
  /** Refused tokens from the store. */
  const deadStored = new Set<string>();
  const isStored = (value: string) => hasStore && value.startsWith("s");
  const violations = new Set<string>();
  const tokens = new Map<string, KnownToken>();
  const underWay = new Set<Login>();
  /** The calls to replay; true if theirs was the first refusal of a current token. */
  const toReplay = new Map<number, boolean>();
  const loginsStartedAt: number[] = [];
  let newest: KnownToken | undefined;
  let logins = 0;
  let refusals = 0;
  let coolDown: { readonly at: Instant; readonly pause: number } | undefined;
  let failedAt: Instant | undefined;
  const isCoolingDown = () => coolDown !== undefined && since(coolDown.at) < coolDown.pause;
  const isGood = (token: KnownToken | undefined) =>
    token !== undefined && !token.dead && since(token.issued) < token.life;

  const expect = (holds: boolean, otherwise: string): void => {
    if (!holds) violations.add(otherwise);
  };

  return {
    expect,
    values: () => [...tokens.keys()],
    /** For the API, whose clock is correct. */
    hasExpired(value: string): boolean {
      const token = tokens.get(value);
      return token === undefined || performance.now() - token.issued.steady >= token.life;
    },

    loginStarts(background: boolean): Login {
      const login = { order: ++logins, startedAt: instant() };
      underWay.add(login);
      loginsStartedAt.push(login.startedAt.steady);
      if (hasStore) return login;
      // The previous login must have ended, or be old: a clock that is set back does not make it younger.
      const before = [...underWay].find(({ order }) => order === logins - 1);
      expect(
        before === undefined || since(before.startedAt) >= YOUNG_LOGIN_MS,
        "two logins younger than 10 s",
      );
      expect(!isCoolingDown(), "refused credentials were tried again before the cool-down was over");
      // At most one login follows the end of a token: after a successful login there is a valid token, a login in
      // progress is young or abandoned, and a failed one returned none.
      if (newest !== undefined && isGood(newest)) {
        expect(background, "a call waits for a login although there is a good token");
        expect(since(newest.issued) >= newest.life * 0.8, "a login although there is a good token");
        const paused = failedAt !== undefined && since(failedAt) < REFRESH_PAUSE_MS;
        expect(!paused, "a refresh right after a failed login");
      } else expect(!background, "a refresh without a token");
      return login;
    },

    loginGives(login: Login, life: number): { value: string; issued: Instant; life: number } {
      underWay.delete(login);
      const { order, startedAt: issued } = login;
      const token: KnownToken = {
        order,
        issued,
        life,
        receivedAt: performance.now(),
        dead: false,
        refusedInReplay: undefined,
      };
      tokens.set(`t${order}`, token);
      if (newest === undefined || order > newest.order) {
        newest = token;
        refusals = 0;
        coolDown = undefined;
      }
      return { value: `t${order}`, issued, life };
    },

    loginFails(login: Login, refused: boolean): void {
      underWay.delete(login);
      failedAt = instant();
      if (!refused || (newest !== undefined && login.order < newest.order)) return;
      coolDown = { at: failedAt, pause: Math.min(1000 * 2 ** refusals, 30_000) };
      refusals += 1;
    },

    requestLeaves(value: string, attempts: number): void {
      expect(attempts <= (hasStore ? 5 : 2), "more than one replay, and one more for a stored token");
      expect(!deadStored.has(value), "a request with a stored token that was refused");
      const token = tokens.get(value);
      expect(token !== undefined || isStored(value), "a request with a token that no login gave");
      if (token === undefined) return;
      expect(!token.dead, "a request with a token that was refused");
      // A login may take longer than its token's lifetime: the token is still tried once.
      const justReceived = performance.now() === token.receivedAt;
      expect(since(token.issued) < token.life || justReceived, "a request with an expired token");
    },

    answerComes(call: number, value: string, status: number, attempts: number): void {
      if (isStored(value) && status === 401) {
        toReplay.set(call, !deadStored.has(value));
        deadStored.add(value);
      }
      const token = tokens.get(value);
      if (token === undefined || status === 200) return;
      if (status === 403 && since(token.issued) < YOUNG_TOKEN_MS) return;
      const { refusedInReplay } = token;
      if (attempts > 1) {
        if (toReplay.get(call) === true) token.refusedInReplay = instant();
      } else if (refusedInReplay === undefined || since(refusedInReplay) >= YOUNG_TOKEN_MS) {
        toReplay.set(call, token === newest && !token.dead);
        token.dead = true;
      }
    },

    callIsAnswered(call: number, status: number, attempts: number, sentLast: string): void {
      expect(status !== 401 || !isStored(sentLast), "a refusal of a stored token reached the caller");
      expect(status === 200 || attempts >= 2 || !toReplay.has(call), "an expiry reached the caller");
    },

    hasGoodToken: () => !hasStore && isGood(newest),
    loginsUnderWay: () => underWay.size,

    callFails(startedAt: number, thrown: unknown): void {
      // The call may have joined the first of the three.
      const since = loginsStartedAt.filter((at) => at >= startedAt).length;
      const hung = since >= 2 && String(thrown).includes("No response from 3 logins");
      // A call that joined a login that timed out continues until its own deadline.
      const joined = since === 0 && String(thrown).includes("too slow");
      expect(!joined, "ended by the deadline of a login that it had joined");
      const failed = failedAt !== undefined && failedAt.steady >= startedAt;
      expect(hung || failed || isCoolingDown(), `no reason for: ${String(thrown)}`);
    },

    /** @throws if there was a violation */
    report(): void {
      if (violations.size > 0) throw new Error([...violations].join("; "));
    },
  };
}
