import { isMappingRef } from "@redocly/openapi-core";
import { isNode, nodeOf, resolve, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { extendPointer } from "./pointer.ts";

/** A reference and where it stands. */
export interface FoundReference {
  readonly pointer: string;
  readonly reference: string;
}

/** Every reference. In samples too: validators follow those. */
export function findReferences(value: unknown, pointer = "#"): readonly FoundReference[] {
  const found: FoundReference[] = [];
  const visit = (part: unknown, at: string): void => {
    if (isNode(part)) found.push(...readReference(part, at), ...readMapping(part, at));
    for (const [key, child] of Object.entries(nodeOf(part))) {
      // Most values are plain: no pointer is made for those.
      if (typeof child === "object") visit(child, extendPointer(at, key));
    }
    if (!Array.isArray(part)) return;
    for (const [index, child] of part.entries()) visit(child, `${at}/${index}`);
  };
  visit(value, pointer);
  return found;
}

/** Those that do not start with `#`: to another file or an address. */
export function findOutsideReferences(document: Node): readonly FoundReference[] {
  return findReferences(document).filter(isOutside);
}

/** Whether a reference leads to another file or an address. */
export function isOutside({ reference }: FoundReference): boolean {
  return !reference.startsWith("#");
}

/** Whether each `%` of a reference begins the code of a character. */
export function isDecodable({ reference }: FoundReference): boolean {
  try {
    decodeURIComponent(reference);
    return true;
  } catch {
    return false;
  }
}

/** Whether a reference leads from `$ref` to `$ref` for ever, or through itself. A schema that holds itself is no such loop. */
export function isEndless(document: Node, { pointer, reference }: FoundReference): boolean {
  return (
    textOf(resolve(document, { $ref: reference })["$ref"]) !== undefined ||
    `${reference}/$ref`.startsWith(pointer.replace(/\$ref$/, ""))
  );
}

function readReference(node: Node, pointer: string): readonly FoundReference[] {
  const reference = textOf(node["$ref"]);
  return reference === undefined ? [] : [{ pointer: `${pointer}/$ref`, reference }];
}

/** A discriminator maps to references or to plain names of schemas. */
function readMapping(node: Node, pointer: string): readonly FoundReference[] {
  return Object.entries(nodeOf(nodeOf(node["discriminator"])["mapping"])).flatMap(([value, target]) => {
    const reference = textOf(target);
    if (reference === undefined || !isMappingRef(reference)) return [];
    return [{ pointer: extendPointer(`${pointer}/discriminator/mapping`, value), reference }];
  });
}
