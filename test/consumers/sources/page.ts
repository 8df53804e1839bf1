// A page for browsers, with its functions on the window.
import { UsageError, createClient } from "flatpeak";
import { travel } from "./journey.js";
import type { PlainCredentials } from "./journey.js";

/** Creates a client, and returns the error if its credentials are refused. */
function refuse(credentials: PlainCredentials): { isUsageError: boolean; message: string } {
  try {
    createClient(credentials);
    return { isUsageError: false, message: "" };
  } catch (thrown) {
    return { isUsageError: thrown instanceof UsageError, message: String(thrown) };
  }
}

const abilities = { travel, refuse };
export type Abilities = typeof abilities;
Object.assign(globalThis, abilities);
