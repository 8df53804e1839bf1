const YOUNG_LOGIN_MS = 10_000;
const YOUNG_TOKEN_MS = 60_000;
const REFRESH_PAUSE_MS = 5_000;

/** A moment by the wall clock, which a scenario sets back and forward, and by one that only goes on. */
export interface Instant {
  readonly wall: number;
  readonly steady: number;
}

const instant = (): Instant => ({ wall: Date.now(), steady: performance.now() });
/** By whichever clock says more: this is how old a client may take something to be. */
const since = ({ wall, steady }: Instant): number => Math.max(Date.now() - wall, performance.now() - steady);

interface Login {
  readonly order: number;
  readonly startedAt: Instant;
}

/** A token as a client that makes no mistake knows it. */
interface KnownToken {
  readonly order: number;
  readonly issued: Instant;
  readonly life: number;
  /** By the clock that only goes on. */
  readonly receivedAt: number;
  /** Refused, and the refusal taken for one of the token. */
  dead: boolean;
  /** When it was refused as the new token of a replay: for a minute from then on, refusals are about the call. */
  refusedInReplay: Instant | undefined;
}

/**
 * What a client may do at each moment, going by what it has been told: the judge of the token source. Hears of every login,
 * request and answer as it happens, and collects what must not be.
 *
 * @param hasStore whether there is a token store. Whether a login is due then depends on what the store holds, so the model
 *   judges only the requests and what reaches the callers.
 */
export function createTokenModel(hasStore = false) {
  /** Stored tokens that were refused. */
  const deadStored = new Set<string>();
  const isStored = (value: string) => hasStore && value.startsWith("s");
  const violations = new Set<string>();
  const tokens = new Map<string, KnownToken>();
  const underWay = new Set<Login>();
  /** The calls that have to be replayed, and whether their refusal was the first of a token in use. */
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
    /** To the API, whose clock nobody sets. */
    hasExpired(value: string): boolean {
      const token = tokens.get(value);
      return token === undefined || performance.now() - token.issued.steady >= token.life;
    },

    loginStarts(background: boolean): Login {
      const login = { order: ++logins, startedAt: instant() };
      underWay.add(login);
      loginsStartedAt.push(login.startedAt.steady);
      if (hasStore) return login;
      // The one before was given up if there was one more: a clock that is set back makes it no younger.
      const before = [...underWay].find(({ order }) => order === logins - 1);
      expect(
        before === undefined || since(before.startedAt) >= YOUNG_LOGIN_MS,
        "two logins younger than 10 s",
      );
      expect(!isCoolingDown(), "refused credentials were tried again before the cool-down was over");
      // At most one login per token death follows: after one that gave a token there is a good one at hand, one under way
      // is young or given up, and one that failed gave none.
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
      // A login may take longer than its token lives: what it gives is tried once all the same.
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
      // It may have joined the first of the three.
      const since = loginsStartedAt.filter((at) => at >= startedAt).length;
      const hung = since >= 2 && String(thrown).includes("No response from 3 logins");
      // Whoever joined a login that ran out of time goes on, by its own time.
      const joined = since === 0 && String(thrown).includes("too slow");
      expect(!joined, "ended by the deadline of a login that it had joined");
      const failed = failedAt !== undefined && failedAt.steady >= startedAt;
      expect(hung || failed || isCoolingDown(), `no reason for: ${String(thrown)}`);
    },

    /** @throws if anything was that must not be */
    report(): void {
      if (violations.size > 0) throw new Error([...violations].join("; "));
    },
  };
}
