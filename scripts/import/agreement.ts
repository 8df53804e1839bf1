import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { ContractError } from "../contract/contract-error.ts";
import { METHODS } from "../contract/document.ts";
import type { ContractPage } from "./page.ts";
import type { ImportedPart } from "./parts.ts";

/** A part and the page that contains it. */
export interface GivenPart extends ImportedPart {
  readonly page: ContractPage;
}

const MOST_LINES = 40;

/**
 * Collects all parts of several pages, each once. Their order does not depend on the order of the pages.
 *
 * @throws ContractError with both definitions where two pages differ: they belong to different releases, or one is
 *   wrong
 */
export function checkAgreement(pages: readonly ContractPage[]): readonly GivenPart[] {
  const given = new Map<string, GivenPart>();
  const problems: string[] = [];
  for (const page of pages.toSorted(comparePages)) {
    for (const part of page.parts) {
      const key = JSON.stringify(part.path);
      const first = given.get(key);
      if (first === undefined) given.set(key, { ...part, page });
      else if (!isDeepStrictEqual(first.value, part.value))
        problems.push(describeDisagreement(first, { ...part, page }));
    }
  }
  if (problems.length > 0) throw new ContractError(problems);
  return [...given.values()];
}

/** Sorts pages by path and method, then by address. */
function comparePages(one: ContractPage, other: ContractPage): number {
  return compareText(rankOf(one), rankOf(other)) || compareText(one.file, other.file);
}

function rankOf({ operations: [operation] }: ContractPage): string {
  const [, path = "", method = ""] = operation?.path ?? [];
  return `${path} ${METHODS.indexOf(method)}`;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function describeDisagreement(one: GivenPart, other: GivenPart): string {
  const [here, there] = [one, other].map(({ page, pointer }) => page.source.locate(pointer, true));
  return [
    `${String(here)}: ${partNameOf(one)} is different in ${String(there)}; import pages of one release, or correct one of them`,
    ...quote(String(here), one.value),
    ...quote(String(there), other.value),
  ].join("\n");
}

function partNameOf({ path }: ImportedPart): string {
  const [root, ...rest] = path;
  if (root === "paths") return `${(rest[1] ?? "").toUpperCase()} ${rest[0] ?? ""}`;
  return path.join(".");
}

function quote(place: string, value: unknown): readonly string[] {
  const lines = stringify(value).trimEnd().split("\n");
  const rest = lines.length - MOST_LINES;
  return [
    `  ${place}`,
    ...lines.slice(0, MOST_LINES).map((line) => `    ${line}`),
    ...(rest > 0 ? [`    and ${rest} more lines`] : []),
  ];
}
