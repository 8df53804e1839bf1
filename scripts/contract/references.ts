import { isMappingRef } from "@redocly/openapi-core";
import { partsOf } from "./composition.ts";
import { isNode, nodeOf, resolve, textOf, valueAt } from "./document.ts";
import type { Node } from "./document.ts";
import { kindOfItems, kindWithin } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { extendPointer, readPointer, writePointer } from "./pointer.ts";

/** A reference and where it stands. */
export interface FoundReference {
  readonly pointer: string;
  readonly reference: string;
}

/** A value of a document, and where it stands. */
export interface DocumentPart {
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * Every reference of a document, or of the part of it that a pointer points at. What looks like one in data, such as an
 * example, is none.
 */
export function findReferences(
  document: Node,
  { value, pointer }: DocumentPart = { value: document, pointer: "#" },
): readonly FoundReference[] {
  const found: FoundReference[] = [];
  const visit = (part: unknown, at: string, kind: Kind): void => {
    if (kind === "data") return;
    if (kind === "mapping") found.push(...readMapping(document, nodeOf(part), at));
    else if (isNode(part)) {
      found.push(...readReference(part, at));
      for (const [key, child] of Object.entries(part)) {
        // Most values are plain: no pointer is made for those.
        if (typeof child === "object") visit(child, extendPointer(at, key), kindWithin(kind, key));
      }
    }
    if (!Array.isArray(part)) return;
    for (const [index, child] of part.entries()) visit(child, `${at}/${index}`, kindOfItems(kind));
  };
  visit(value, pointer, readPointer(pointer).reduce(kindWithin, "object"));
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

/** Whether a reference is a part of `allOf` that has the schema with that `allOf` as a part of its own. */
export function extendsItself(document: Node, { pointer, reference }: FoundReference): boolean {
  const [, owner] = /^(.*)\/allOf\/\d+\/\$ref$/.exec(pointer) ?? [];
  if (owner === undefined) return false;
  return partsOf(document, { $ref: reference }).includes(nodeOf(valueAt(document, owner)));
}

function readReference(node: Node, pointer: string): readonly FoundReference[] {
  const reference = textOf(node["$ref"]);
  return reference === undefined ? [] : [{ pointer: `${pointer}/$ref`, reference }];
}

function readMapping(document: Node, mapping: Node, pointer: string): readonly FoundReference[] {
  return Object.entries(mapping).flatMap(([value, target]) => {
    const reference = readMappingTarget(document, target);
    return reference === undefined ? [] : [{ pointer: extendPointer(pointer, value), reference }];
  });
}

/** The reference that a target in a discriminator's mapping stands for: it may be the plain name of a schema. */
export function readMappingTarget(document: Node, target: unknown): string | undefined {
  const text = textOf(target);
  if (text === undefined) return undefined;
  const isName =
    Object.hasOwn(nodeOf(nodeOf(document["components"])["schemas"]), text) || !isMappingRef(text);
  return isName ? writePointer(["components", "schemas", text]) : text;
}
