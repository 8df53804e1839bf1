import { UsageError } from "./classes.ts";

/**
 * Refuses unknown names. Otherwise, the client would ignore a misspelled option and send a request that the caller did
 * not intend. Names whose value is `undefined` are allowed.
 *
 * @param where owner of the names, for the message
 * @param advice returns what to do about a name that belongs elsewhere
 * @throws UsageError that names the nearest known name
 */
export function refuseUnknown(
  where: string,
  given: object,
  known: ReadonlySet<string>,
  advice: (name: string) => string | undefined = () => undefined,
): void {
  // Every call runs through here, so valid names must create no objects.
  for (const name in given) {
    if (known.has(name) || !Object.hasOwn(given, name) || Reflect.get(given, name) === undefined) continue;
    const near = nearest(name, [...known]);
    const hint = near === undefined ? `use one of ${[...known].join(", ")}` : `did you mean ${near}?`;
    throw new UsageError(`${where} has no "${name}"; ${advice(name) ?? hint}`);
  }
}

/** Finds the known name that a misspelled one most likely means. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.ceil(name.length / 2);
  for (const candidate of known) {
    // A prefix counts as near, such as `timeout` for `timeoutMs`.
    const distance = name.startsWith(candidate) ? 1 : distanceOf(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Counts the letters to add, remove or replace (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
