import { ContractError } from "../contract/contract-error.ts";
import { isNode, nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findReferences } from "../contract/references.ts";
import type { Source } from "../contract/source.ts";
import { checkAgreement } from "./agreement.ts";
import type { GivenPart } from "./agreement.ts";
import type { Incoming } from "./incoming.ts";
import type { ContractPage } from "./page.ts";
import { findOperationParts, putPart } from "./parts.ts";
import { readPointer, writePointer } from "../contract/pointer.ts";
import { markSource } from "./provenance.ts";

/**
 * Merges pages into the present contract: their operations and components replace its own. Parts that are on no page stay.
 *
 * @throws ContractError for pages that contradict each other, and for references that neither a page nor the contract
 *   has
 */
export function mergePages(present: Source, pages: readonly ContractPage[]): Incoming {
  const parts = checkAgreement(pages);
  checkDialect(present, parts);
  const operations = new Set(findOperationParts(parts));
  const document = parts.reduce<Node>((merged, part) => {
    const value =
      operations.has(part) && isNode(part.value)
        ? markSource(part.value, part.page, findPresent(present.root, part.path))
        : part.value;
    return putPart(merged, { ...part, value });
  }, present.root);
  const problems = parts.flatMap((part) => findDangling(document, part));
  if (problems.length > 0) throw new ContractError(problems);
  return { document, locate: (pointer, ofKey) => locatePart(parts, present, pointer, ofKey) };
}

/** The same keywords have different meanings in 3.0 and 3.1, so the versions cannot be mixed. */
function checkDialect({ root, name }: Source, parts: readonly GivenPart[]): void {
  const part = parts.find(({ path: [key] }) => key === "openapi");
  const [ours, theirs] = [root["openapi"], part?.value].map((version) => textOf(version) ?? "");
  if (part === undefined || ours?.slice(0, 3) === theirs?.slice(0, 3)) return;
  throw new ContractError([
    `${part.page.source.locate(part.pointer)}: OpenAPI ${String(theirs)}, but ${name} is OpenAPI ${String(ours)}; import a whole document of the newer one`,
  ]);
}

function findPresent(root: Node, path: readonly string[]): Node {
  return nodeOf(path.reduce<unknown>((node, key) => nodeOf(node)[key], root));
}

/** Refuses references to components that neither the page nor the contract has. */
function findDangling(document: Node, { page, value, pointer: at }: GivenPart): readonly string[] {
  return findReferences(document, { value, pointer: at })
    .filter(({ reference }) => !hasComponent(document, reference))
    .map(
      ({ pointer, reference }) =>
        `${page.source.locate(pointer)}: neither the page nor the contract has ${reference}; fetch the page again, or import the page that has it as well`,
    );
}

function hasComponent(document: Node, reference: string): boolean {
  const [root, section, key] = readPointer(reference);
  // The validator checks all others.
  if (root !== "components" || section === undefined || key === undefined) return true;
  return Object.hasOwn(nodeOf(nodeOf(document["components"])[section]), key);
}

/** The place of a pointer's value: in the page that contains it, else in the present contract. */
function locatePart(
  parts: readonly GivenPart[],
  present: Source,
  pointer: string,
  ofKey: boolean | undefined,
): string {
  const part = parts.find(({ path }) => `${pointer}/`.startsWith(`${writePointer(path)}/`));
  return (part?.page.source ?? present).locate(pointer, ofKey);
}
