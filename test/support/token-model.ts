const YOUNG_LOGIN_MS = 10_000;
const YOUNG_TOKEN_MS = 60_000;
const REFRESH_PAUSE_MS = 5_000;

interface Login {
  readonly order: number;
  readonly startedAt: number;
}

/** A token as a client that makes no mistake knows it. */
interface KnownToken {
  readonly order: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly receivedAt: number;
  /** Refused, and the refusal taken for one of the token. */
  dead: boolean;
  /** Refused as the new token of a replay: from now on, while it is young, refusals are about the call. */
  replayed: boolean;
}

/**
 * What a client may do at each moment, going by what it has been told: the judge of the token source. Hears of every login,
 * request and answer as it happens, and collects what must not be.
 */
export function createTokenModel() {
  const violations = new Set<string>();
  const tokens = new Map<string, KnownToken>();
  const underWay = new Set<Login>();
  /** When the calls that have to be replayed were refused. */
  const toReplay = new Map<number, number>();
  const loginsStartedAt: number[] = [];
  let newest: KnownToken | undefined;
  let logins = 0;
  let refusals = 0;
  let coolDownUntil = 0;
  let failedAt = -Infinity;

  const expect = (holds: boolean, otherwise: string): void => {
    if (!holds) violations.add(otherwise);
  };

  return {
    expect,
    values: () => [...tokens.keys()],
    hasExpired: (value: string) => Date.now() >= (tokens.get(value)?.expiresAt ?? 0),

    loginStarts(background: boolean): Login {
      const now = Date.now();
      const young = [...underWay].filter(({ startedAt }) => now - startedAt < YOUNG_LOGIN_MS);
      expect(young.length === 0, "two logins younger than 10 s");
      expect(now >= coolDownUntil, "refused credentials were tried again before the cool-down was over");
      // At most one login per token death follows: after one that gave a token there is a good one at hand, one under way
      // is young or given up, and one that failed gave none.
      if (newest !== undefined && !newest.dead && now < newest.expiresAt) {
        expect(background, "a call waits for a login although there is a good token");
        const due = newest.issuedAt + (newest.expiresAt - newest.issuedAt) * 0.8;
        expect(now >= due, "a login although there is a good token");
        expect(now >= failedAt + REFRESH_PAUSE_MS, "a refresh right after a failed login");
      } else expect(!background, "a refresh without a token");
      const login = { order: ++logins, startedAt: now };
      underWay.add(login);
      loginsStartedAt.push(now);
      return login;
    },

    loginGives(login: Login, life: number): { value: string; issuedAt: number; expiresAt: number } {
      underWay.delete(login);
      const { order, startedAt: issuedAt } = login;
      const times = { issuedAt, expiresAt: issuedAt + life };
      const token = { ...times, order, receivedAt: Date.now(), dead: false, replayed: false };
      tokens.set(`t${order}`, token);
      if (newest === undefined || order > newest.order) {
        newest = token;
        refusals = 0;
        coolDownUntil = 0;
      }
      return { value: `t${order}`, ...times };
    },

    loginFails(login: Login, refused: boolean): void {
      underWay.delete(login);
      failedAt = Date.now();
      if (!refused || (newest !== undefined && login.order < newest.order)) return;
      coolDownUntil = failedAt + Math.min(1000 * 2 ** refusals, 30_000);
      refusals += 1;
    },

    requestLeaves(value: string, attempts: number): void {
      const token = tokens.get(value);
      expect(token !== undefined, "a request with a token that no login gave");
      if (token === undefined) return;
      const now = Date.now();
      expect(!token.dead, "a request with a token that was refused");
      // A login may take longer than its token lives: what it gives is tried once all the same.
      expect(now < token.expiresAt || now === token.receivedAt, "a request with an expired token");
      expect(attempts <= 2, "more than one replay");
    },

    answerComes(call: number, value: string, status: number, attempts: number): void {
      const token = tokens.get(value);
      if (token === undefined || status === 200) return;
      const young = Date.now() - token.issuedAt < YOUNG_TOKEN_MS;
      if (status === 403 && young) return;
      if (attempts > 1) token.replayed ||= token.issuedAt >= (toReplay.get(call) ?? 0);
      else if (!(token.replayed && young)) {
        token.dead = true;
        toReplay.set(call, Date.now());
      }
    },

    callIsAnswered(call: number, status: number, attempts: number): void {
      expect(status === 200 || attempts === 2 || !toReplay.has(call), "an expiry reached the caller");
    },

    hasGoodToken: () => newest !== undefined && !newest.dead && Date.now() < newest.expiresAt,

    callFails(startedAt: number, thrown: unknown): void {
      // It may have joined the first of the three.
      const since = loginsStartedAt.filter((at) => at >= startedAt).length;
      const hung = since >= 2 && String(thrown).includes("No answer from 3 logins");
      // Whoever joined a login that ran out of time goes on, by its own time.
      const joined = since === 0 && String(thrown).includes("too slow");
      expect(!joined, "ended by the deadline of a login that it had joined");
      expect(hung || failedAt >= startedAt || Date.now() < coolDownUntil, `no reason for: ${String(thrown)}`);
    },

    /** @throws if anything was that must not be */
    report(): void {
      if (violations.size > 0) throw new Error([...violations].join("; "));
    },
  };
}
