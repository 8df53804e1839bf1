import { isDeepStrictEqual } from "node:util";
import type { DifferenceDraft } from "./difference.ts";
import type { FlatSchema } from "./flat-schema.ts";
import { listValues } from "./schema-words.ts";

/** Finds changes of the values that a place may have. */
export function* compareValues(
  one: FlatSchema,
  other: FlatSchema,
  sent: boolean,
): Generator<DifferenceDraft> {
  const lost = (one.values ?? []).filter((value) => !includes(other.values, value));
  const gained = (other.values ?? []).filter((value) => !includes(one.values, value));
  const base = { effect: "place", otherwise: "addition" } as const;
  if (gained.length > 0) {
    yield {
      ...base,
      suspected: !sent,
      what: `value${gained.length === 1 ? "" : "s"} ${listValues(gained)} added`,
      why: (code) =>
        sent
          ? `\`${code}\` may now be ${listValues(gained)}`
          : `\`${code}\` may now be ${listValues(gained)}, which an exhaustive switch has no case for`,
    };
  }
  if (lost.length > 0) {
    yield {
      ...base,
      suspected: true,
      what: `value${lost.length === 1 ? "" : "s"} ${listValues(lost)} removed`,
      why: (code) =>
        sent
          ? `\`${code}\` may no longer be ${listValues(lost)}`
          : `\`${code}\` is never ${listValues(lost)}: a case for it does not compile`,
    };
  }
  yield* compareKnown(one.known ?? [], other.known ?? []);
}

/** An open list accepts any string, before and after. Its known values only help editors and readers. */
function* compareKnown(one: readonly string[], other: readonly string[]): Generator<DifferenceDraft> {
  const lost = one.filter((value) => !other.includes(value));
  const gained = other.filter((value) => !one.includes(value));
  if (gained.length > 0) {
    yield {
      effect: "place",
      otherwise: "addition",
      suspected: false,
      what: `${listValues(gained)} now known`,
      why: (code) => `\`${code}\` completes ${listValues(gained)}; other strings compile as before`,
    };
  }
  if (lost.length > 0) {
    yield {
      effect: "place",
      otherwise: "documentation",
      suspected: false,
      what: `${listValues(lost)} no longer known`,
      why: (code) =>
        `\`${code}\` no longer completes ${listValues(lost)}; a comparison with it compiles as before`,
    };
  }
}

function includes(values: readonly unknown[] | undefined, value: unknown): boolean {
  return values?.some((candidate) => isDeepStrictEqual(candidate, value)) ?? false;
}
