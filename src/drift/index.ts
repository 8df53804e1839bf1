export type { CountedFinding, DriftFinding, DriftKind } from "./finding.ts";
export { watchDrift } from "./watch-drift.ts";
export type { DriftOptions, DriftWatch } from "./watch-drift.ts";
