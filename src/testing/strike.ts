import { toResponse } from "./plain-response.ts";
import type { PlainResponse } from "./plain-response.ts";
import type { Fault } from "./faults.ts";

/** Call that a fault affects. */
export interface StruckCall {
  /** Its signal aborts when the caller gives up. */
  readonly request: Request;
  readonly operationId: string | undefined;
  readonly carryOut: () => Promise<Response>;
  /** Returns the contract's example for an error status. */
  readonly describe: (status: number) => PlainResponse;
}

/** Applies a fault to a call. Rejects if the connection breaks, as `fetch` does. */
export async function strike(fault: Fault, call: StruckCall): Promise<Response> {
  const { request, operationId, carryOut, describe } = call;
  const lost = "carriedOut" in fault && fault.carriedOut === true ? await carryOut() : undefined;
  if ("respond" in fault) return (await fault.respond(request.clone(), operationId)) ?? lost ?? carryOut();
  if (fault.kind === undefined) return toResponse({ ...describe(fault.status), headers: fault.headers });
  switch (fault.kind) {
    case "reset":
      throw breakOff();
    case "stall":
      return new Promise(() => undefined);
    case "html":
      return toResponse({
        status: fault.status ?? 502,
        body: PAGE,
        headers: { "content-type": "text/html" },
      });
    case "slow": {
      const response = await carryOut();
      await wait(fault.delay, request.signal);
      return response;
    }
    case "truncated":
      return truncate(await carryOut());
  }
}

const PAGE = "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>";

/** Creates the error that Node's `fetch` rejects with, including its code. */
export function breakOff(): TypeError {
  const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  return new TypeError("fetch failed", { cause });
}

async function truncate(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) throw breakOff();
  let sent = false;
  const body = new ReadableStream({
    pull: (controller) => {
      if (sent) controller.error(new TypeError("terminated", { cause: breakOff().cause }));
      else controller.enqueue(bytes.subarray(0, bytes.length / 2));
      sent = true;
    },
  });
  return new Response(body, response);
}

/** Waits that long. On abort, the timer is cleared and the promise stays pending. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
