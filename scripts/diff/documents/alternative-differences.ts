import { isDeepStrictEqual } from "node:util";
import { nodeOf, resolve, textOf } from "../../contract/document.ts";
import type { DifferenceDraft } from "./difference.ts";
import type { FlatSchema } from "./flat-schema.ts";
import type { DocumentPair } from "./document-pair.ts";

/** The alternatives of a schema in both contracts: pairs, and alternatives without a counterpart. */
export interface Pairing {
  readonly pairs: readonly (readonly [unknown, unknown])[];
  readonly removed: readonly unknown[];
  readonly added: readonly unknown[];
}

/**
 * Pairs alternatives by the schema that they refer to, then by content. Pairs the rest by order if both have the same
 * number.
 */
export function pairVariants({ from, to }: DocumentPair, one: FlatSchema, other: FlatSchema): Pairing {
  const pairs: (readonly [unknown, unknown])[] = [];
  let removed = [...one.variants];
  let added = [...other.variants];
  const pairBy = (matches: (left: unknown, right: unknown) => boolean): void => {
    for (const left of [...removed]) {
      const right = added.find((candidate) => matches(left, candidate));
      if (right === undefined) continue;
      pairs.push([left, right]);
      removed = removed.filter((candidate) => candidate !== left);
      added = added.filter((candidate) => candidate !== right);
    }
  };
  pairBy((left, right) => referenceOf(left) !== undefined && referenceOf(left) === referenceOf(right));
  pairBy((left, right) => isDeepStrictEqual(resolve(from, left), resolve(to, right)));
  if (removed.length === added.length) pairBy(() => true);
  return { pairs, removed, added };
}

/** The differences for added and removed alternatives. */
export function* compareVariants({ removed, added }: Pairing, sent: boolean): Generator<DifferenceDraft> {
  const base = { effect: "place", otherwise: "addition" } as const;
  for (const variant of added) {
    yield {
      ...base,
      suspected: !sent,
      what: `alternative ${nameAlternative(variant)} added`,
      why: (code) =>
        `\`${code}\` may now be ${nameAlternative(variant)}${sent ? "" : " as well, which no branch expects"}`,
    };
  }
  for (const variant of removed) {
    yield {
      ...base,
      suspected: true,
      what: `alternative ${nameAlternative(variant)} removed`,
      why: (code) =>
        `\`${code}\` ${sent ? "can" : "is"} no longer ${sent ? "be " : ""}${nameAlternative(variant)}`,
    };
  }
}

function nameAlternative(variant: unknown): string {
  const name = referenceOf(variant)?.split("/").at(-1);
  return name ?? textOf(nodeOf(variant)["title"]) ?? `a ${textOf(nodeOf(variant)["type"]) ?? "value"}`;
}

function referenceOf(variant: unknown): string | undefined {
  return textOf(nodeOf(variant)["$ref"]);
}
