import { ApiError } from "../errors/classes.ts";
import { ageOf, now } from "./moment.ts";
import type { Moment } from "./moment.ts";

/** Pause after a failed refresh. Calls continue with the current token. */
const REFRESH_PAUSE_MS = 5_000;
const FIRST_COOL_DOWN_MS = 1_000;
const LONGEST_COOL_DOWN_MS = 30_000;

/** Pauses between logins after failures. */
export interface LoginPauses {
  /** Error with which calls fail during the cool-down after refused credentials; `undefined` otherwise. */
  coolDown(): { readonly error: unknown } | undefined;
  /** True if a background refresh may start. */
  allowRefresh(): boolean;
  /** Records a failed login; `stale` if a newer one has returned a token. */
  failed(error: unknown, stale: boolean): void;
  /** Records a successful login. */
  worked(): void;
}

/** Creates the pauses of a client: 1 s after refused credentials, doubling to 30 s, and 5 s after a failed refresh. */
export function createLoginPauses(): LoginPauses {
  let failedAt: Moment | undefined;
  let refusals = 0;
  let refusal: { readonly error: unknown; readonly at: Moment; readonly pause: number } | undefined;

  const coolDown = () => (refusal !== undefined && ageOf(refusal.at) < refusal.pause ? refusal : undefined);
  return {
    coolDown,
    allowRefresh: () =>
      coolDown() === undefined && (failedAt === undefined || ageOf(failedAt) >= REFRESH_PAUSE_MS),
    failed(error, stale) {
      failedAt = now();
      if (stale || !isRefusal(error)) return;
      const pause = Math.min(FIRST_COOL_DOWN_MS * 2 ** refusals, LONGEST_COOL_DOWN_MS);
      refusals += 1;
      refusal = { error, at: failedAt, pause };
    },
    worked() {
      refusal = undefined;
      refusals = 0;
    },
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}
