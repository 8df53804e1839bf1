import { vi } from "vitest";
import { createClient } from "flatpeak";
import type { ClientOptions } from "flatpeak";

/** Behavior of the API, one entry per request; the last one repeats. */
export type Script = readonly (() => Response | Promise<Response>)[];

export const LIST = { object: "list", data: [], has_more: false, url: "/devices" };
export const ok = () => Response.json(LIST);
export const answer =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    new Response("{}", { status, headers });
export const refused = () =>
  Promise.reject(
    new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) }),
  );
export const reset = () =>
  Promise.reject(
    new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) }),
  );

/** A client of an API that follows a script, and the time of each request in milliseconds from the start. */
export function play(script: Script, options: ClientOptions = {}) {
  const startedAt = Date.now();
  const times: number[] = [];
  const fetch = (): Promise<Response> => {
    const act = script[Math.min(times.length, script.length - 1)];
    times.push(Date.now() - startedAt);
    if (act === undefined) throw new Error("an empty script");
    return Promise.resolve(act());
  };
  return { flatpeak: createClient({ token: "bearer", fetch, ...options }), times };
}

/** Advances virtual time until a call has ended. */
export async function settle<Value>(call: Promise<Value>): Promise<Value> {
  const progress = { settled: false };
  const watched = call.finally(() => {
    progress.settled = true;
  });
  while (!progress.settled) await vi.advanceTimersByTimeAsync(50);
  return watched;
}
