import type { Difference } from "./documents/difference.ts";
import { groupBy } from "./group-by.ts";
import { contains, isSameLocation } from "./location.ts";
import type { Location } from "./location.ts";
import type { ProbeOutcome } from "./programs/probe-program.ts";
import type { Probe } from "./programs/probe.ts";

/** A probe that compiles against the old types but not against the new ones. */
export interface ProbeFailure {
  readonly probe: Probe;
  /** Message of the compiler. */
  readonly message: string;
}

/** The breaking differences, and failures of the compiler. */
export interface Judgement {
  readonly breaking: ReadonlySet<Difference>;
  /** Failures that no difference explains. */
  readonly unexplained: readonly ProbeFailure[];
}

/** Finds the differences that explain the failed probes. */
export function explainFailures(
  differences: readonly Difference[],
  probes: readonly Probe[],
  outcomes: readonly ProbeOutcome[],
): Judgement {
  const failures = probes.flatMap((probe, index) => {
    const outcome = outcomes[index];
    return outcome?.state === "fails" ? [{ probe, message: outcome.message }] : [];
  });
  const breaking = new Set<Difference>();
  const unexplained: ProbeFailure[] = [];
  const byOwner = groupBy(
    differences.filter(({ effect }) => effect !== "none"),
    ({ location }) => location.owner,
  );
  // Probes of a single place come first: they identify the difference. Other probes only show that there is one.
  const precise = (failure: ProbeFailure): boolean => failure.probe.aim === "place";
  for (const failure of [...failures.filter(precise), ...failures.filter((one) => !precise(one))]) {
    const { location } = failure.probe;
    const causes = findCauses(failure.probe, byOwner.get(location.owner) ?? [], breaking);
    for (const cause of causes) breaking.add(cause);
    if (causes.length === 0) unexplained.push(failure);
  }
  return { breaking, unexplained };
}

function findCauses(
  { aim, location }: Probe,
  candidates: readonly Difference[],
  breaking: ReadonlySet<Difference>,
): readonly Difference[] {
  if (aim !== "place") {
    const certain = candidates.filter((candidate) => isCertain(aim, location, candidate));
    if (certain.length > 0) return certain;
    // A probe of several places fails for any difference in them.
    const known = candidates.filter(
      (candidate) => breaking.has(candidate) && isAlong(candidate.location, location),
    );
    if (known.length > 0) return known;
  }
  return findNearest(location, candidates);
}

/** True if a difference alone makes a probe fail. */
function isCertain(aim: Probe["aim"], location: Location, { effect, location: place }: Difference): boolean {
  if (aim === "statuses") return effect === "status";
  if (aim !== "literal" || effect !== "missing" || !contains(location, place)) return false;
  // A property that a deeper object lacks is missing from the literal of that object, not from this one.
  return place.path.length <= location.path.length + 1;
}

/** Finds the differences at the place, else the nearest ones around it, else those inside. Prefers suspected ones. */
function findNearest(location: Location, candidates: readonly Difference[]): readonly Difference[] {
  const here = candidates.filter((candidate) => isSameLocation(candidate.location, location));
  if (here.length > 0) return preferSuspected(here);
  const around = candidates.filter((candidate) => contains(candidate.location, location));
  const suspects = preferSuspected(around);
  const depth = Math.max(...suspects.map((candidate) => depthOf(candidate.location)));
  if (suspects.length > 0) return suspects.filter((candidate) => depthOf(candidate.location) === depth);
  return preferSuspected(candidates.filter((candidate) => contains(location, candidate.location)));
}

function preferSuspected(candidates: readonly Difference[]): readonly Difference[] {
  const suspected = candidates.filter((candidate) => candidate.suspected);
  return suspected.length > 0 ? suspected : candidates;
}

function isAlong(one: Location, other: Location): boolean {
  return contains(one, other) || contains(other, one);
}

function depthOf({ part, path }: Location): number {
  return part === "operation" ? 0 : part === "request" ? 1 : 2 + path.length;
}
