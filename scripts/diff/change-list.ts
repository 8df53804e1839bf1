import type { Difference } from "./documents/difference.ts";
import { groupBy } from "./group-by.ts";
import { codeOf, isSent, renderPath } from "./location.ts";
import type { Part } from "./location.ts";
import { CLASSES } from "./report.ts";
import type { Change, ChangeClass } from "./report.ts";

/** A difference and what it turned out to be. */
export interface JudgedDifference {
  readonly difference: Difference;
  readonly class: ChangeClass;
}

/** How many users of a shared part are named. */
const MOST_USERS = 3;

/** Tells the differences as changes: what a shared part brings to several operations is told once. */
export function tellChanges(judged: readonly JudgedDifference[]): readonly Change[] {
  const groups = [...groupBy(judged, keyOf).values()];
  const changes = groups.flatMap((group) => {
    const owners = new Set(group.map(({ difference }) => difference.location.owner));
    // Used at several places of one operation it is told for each.
    return owners.size > 1 ? [tellShared(group, [...owners])] : unique(group.map(tellOne));
  });
  return changes.sort((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class));
}

function keyOf(judged: JudgedDifference): string {
  const { anchor, location, what } = judged.difference;
  const side = isSent(location.part) ? "sent" : "answered";
  return anchor === undefined
    ? JSON.stringify([location])
    : JSON.stringify([judged.class, anchor, side, what]);
}

function tellOne({ difference, class: name }: JudgedDifference): Change {
  const { location, what, why } = difference;
  const code = codeOf(location);
  const where = [
    ...(location.part === "type" ? [] : [location.owner]),
    ...(location.part.startsWith("error") ? [location.part.replace("error ", "")] : []),
    ...(location.part === "operation" || location.part === "request" ? [] : [`\`${code}\``]),
  ].join(" ");
  return { class: name, where, what, why: explain({ difference, class: name }, why(code)) };
}

/** What looks as if it broke something, and does not, says so. */
function explain({ difference, class: name }: JudgedDifference, why: string): string {
  const harmless = difference.suspected && difference.effect !== "none" && name !== "breaking";
  return harmless ? `${why}; what compiled still compiles` : why;
}

function tellShared(group: readonly JudgedDifference[], owners: readonly string[]): Change {
  const [first] = group;
  if (first === undefined) throw new Error("An empty group");
  const { difference } = first;
  const { anchor, location, what, why } = difference;
  const code =
    anchor === undefined || anchor.code === "" ? codeOf(location) : renderPath(anchor.code, anchor.path);
  const shown = owners.slice(0, MOST_USERS).join(", ");
  const rest = owners.length > MOST_USERS ? ` and ${owners.length - MOST_USERS} more` : "";
  return {
    class: first.class,
    where: `${anchor?.name ?? ""} \`${code}\` in ${kindOf(location.part)} ${shown}${rest}`,
    what,
    why: explain(first, why(code)),
  };
}

function kindOf(part: Part): string {
  if (isSent(part)) return "requests of";
  return part.startsWith("error") ? "errors of" : "answers of";
}

function unique(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}
