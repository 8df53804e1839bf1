import type { Difference } from "./documents/difference.ts";
import { groupBy } from "./group-by.ts";
import { codeOf, isSent, isType, renderPath } from "./location.ts";
import type { Part } from "./location.ts";
import { CLASSES } from "./report.ts";
import type { Change, ChangeClass } from "./report.ts";

/** A difference and its class. */
export interface JudgedDifference {
  readonly difference: Difference;
  readonly class: ChangeClass;
}

/** Maximum number of users of a shared part to name. */
const MOST_USERS = 3;

/** Lists the differences as changes. A change of a shared part is listed once for all its users. */
export function listChanges(judged: readonly JudgedDifference[]): readonly Change[] {
  const changes = [...groupBy(judged, groupKeyOf).values()].flatMap(listGroup);
  return changes.sort((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class));
}

function groupKeyOf({ difference: { anchor, location, what } }: JudgedDifference): string {
  const side = isSent(location.part) ? "sent" : "read";
  return JSON.stringify(anchor === undefined ? [location] : [anchor, side, what]);
}

function listGroup(group: readonly JudgedDifference[]): readonly Change[] {
  const [first] = group;
  if (first?.difference.anchor === undefined) return distinct(group.map(listOne));
  // The change is breaking if it breaks code at one place.
  const gravest = CLASSES.find((name) => group.some((one) => one.class === name));
  const grave = group.filter((one) => one.class === gravest);
  const inCalls = grave.filter(({ difference }) => !isType(difference.location.part));
  const owners = new Set(inCalls.map(({ difference }) => difference.location.owner));
  if (owners.size > 1) return [listShared(inCalls, [...owners])];
  if (owners.size === 1) return distinct(inCalls.map(listOne));
  const own = grave.filter(isAtAnchor);
  return distinct((own.length > 0 ? own : grave).map(listOne));
}

/** True if the place is in the shared type itself, not in a type that refers to it. */
function isAtAnchor({ difference: { anchor, location } }: JudgedDifference): boolean {
  return location.owner === anchor?.code && location.path.length === anchor.path.length;
}

function listOne({ difference, class: name }: JudgedDifference): Change {
  const { location, what, why } = difference;
  const code = codeOf(location);
  const where = [
    ...(isType(location.part) ? [] : [location.owner]),
    ...(location.part.startsWith("error") ? [location.part.replace("error ", "")] : []),
    ...(location.part === "operation" || location.part === "request" ? [] : [`\`${code}\``]),
  ].join(" ");
  return { class: name, where, what, why: explainChange({ difference, class: name }, why(code)) };
}

/** Explains a change. If it looks breaking but is not, the text says so. */
function explainChange({ difference, class: name }: JudgedDifference, why: string): string {
  const isHarmless = difference.suspected && difference.effect !== "none" && name !== "breaking";
  return isHarmless ? `${why}; existing code still compiles` : why;
}

function listShared(group: readonly JudgedDifference[], owners: readonly string[]): Change {
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
    why: explainChange(first, why(code)),
  };
}

function kindOf(part: Part): string {
  if (isSent(part)) return "requests of";
  return part.startsWith("error") ? "errors of" : "responses of";
}

function distinct(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}
