import { UsageError } from "../errors/classes.ts";
import { hasMethods } from "../text/member.ts";

/** Parts of an application that verify webhooks. Only JavaScript can pass invalid ones. */
export interface Parts {
  readonly client: unknown;
  readonly store: unknown;
  readonly drift: unknown;
}

/** @throws UsageError if the client, the store or the callback for drift is invalid */
export function checkParts({ client, store, drift }: Parts): void {
  if (!hasMethods(client, "GET")) throw new UsageError("client must be a client: pass createClient()");
  if (store !== undefined) checkStore(store);
  if (drift !== undefined && typeof drift !== "function") {
    throw new UsageError("drift must be a function: pass watchDrift(onFinding)");
  }
}

/** @throws UsageError for a value that cannot be used as a store */
export function checkStore(store: unknown): void {
  if (!hasMethods(store, "get", "set")) {
    throw new UsageError("store must have the methods get and set; pass a Keyv, for example");
  }
}
