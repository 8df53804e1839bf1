// A page for browsers: what it can do is found on the window.
import { UsageError, createClient } from "flatpeak";
import { travel } from "./journey.js";
import type { PlainCredentials } from "./journey.js";

/** Makes a client of credentials that may be refused, and tells of the refusal. */
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
