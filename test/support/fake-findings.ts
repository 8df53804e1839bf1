import type { CountedFinding, DriftWatch } from "../../src/drift/index.ts";

const watches: DriftWatch[] = [];

/** Adds a watch to those of {@link takeFindings}. */
export function collect(watch: DriftWatch): void {
  watches.push(watch);
}

/** Findings in the responses of all fakes since the last call. A test that takes them expects them. */
export function takeFindings(): readonly CountedFinding[] {
  return watches.splice(0).flatMap((watch) => watch.findings());
}
