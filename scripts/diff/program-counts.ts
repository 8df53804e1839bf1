import { groupBy } from "./group-by.ts";
import { isType } from "./location.ts";
import type { Probe } from "./programs/probe.ts";
import type { ProgramCount } from "./report.ts";

/** Counts programs by their action. */
export function countPrograms(probes: readonly Probe[]): readonly ProgramCount[] {
  return [...groupBy(probes, describeProbe)].map(([what, ofKind]) => ({
    what,
    count: ofKind.length,
    of: [...new Set(ofKind.map(({ location }) => location.owner))],
  }));
}

function describeProbe({ use, location: { part, owner } }: Probe): string {
  if (use === "name") return part === "operation" ? "name an operation" : "import a type";
  if (owner === "WebhookEvent") return "read the data of an event by its type";
  if (isType(part)) return use === "read" ? "read an exported type" : "construct an exported type";
  if (part === "data") return "read a response";
  if (part === "operation") return "switch over the statuses of an error";
  if (part.startsWith("error")) return "read an error";
  return part === "request" ? "call an operation" : "construct a request";
}
