import { isMappingRef } from "@redocly/openapi-core";
import { partsOf } from "./composition.ts";
import { isNode, nodeOf, resolve, textOf, valueAt } from "./document.ts";
import type { Node } from "./document.ts";
import { isNameMap, kindOfItems, kindWithin } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { extendPointer, readPointer, writePointer } from "./pointer.ts";

/** A reference and its place. */
export interface FoundReference {
  readonly pointer: string;
  readonly reference: string;
}

/** A value of a document, and its place. */
export interface DocumentPart {
  readonly value: unknown;
  readonly pointer: string;
}

/** Finds every reference in a document or a part of it. Data, such as an example, has no references. */
export function findReferences(
  document: Node,
  { value, pointer }: DocumentPart = { value: document, pointer: "#" },
): readonly FoundReference[] {
  const found: FoundReference[] = [];
  const visit = (part: unknown, at: string, kind: Kind): void => {
    if (kind === "data") return;
    if (kind === "mapping") found.push(...readMapping(document, nodeOf(part), at));
    else if (isNode(part)) {
      found.push(...readReference(part, at, kind));
      for (const [key, child] of Object.entries(part)) {
        // Most values are plain and need no pointer.
        if (typeof child === "object") visit(child, extendPointer(at, key), kindWithin(kind, key));
      }
    }
    if (!Array.isArray(part)) return;
    for (const [index, child] of part.entries()) visit(child, `${at}/${index}`, kindOfItems(kind));
  };
  visit(value, pointer, readPointer(pointer).reduce(kindWithin, "object"));
  return found;
}

/** References to other files and addresses: those that do not start with `#`. */
export function findOutsideReferences(document: Node): readonly FoundReference[] {
  return findReferences(document).filter(isOutside);
}

/** True for a reference to another file or an address. */
export function isOutside({ reference }: FoundReference): boolean {
  return !reference.startsWith("#");
}

/** True if each `%` in a reference begins a percent-encoded byte. */
export function isDecodable({ reference }: FoundReference): boolean {
  try {
    decodeURIComponent(reference);
    return true;
  } catch {
    return false;
  }
}

/** True if a reference leads to a part of the document. openapi-typescript and the validator skip empty keys. */
export function hasTarget(document: Node, { reference }: FoundReference): boolean {
  return !readPointer(reference).includes("") && valueAt(document, reference) !== undefined;
}

/** True for a reference from a schema or a mapping to something that is no schema, such as a response. */
export function missesSchema({ pointer, reference }: FoundReference): boolean {
  return isOfSchema(pointer) && !isOfSchema(reference);
}

/** True for the pointer of a schema, or of anything within it except a map of schemas. */
function isOfSchema(pointer: string): boolean {
  const steps = readPointer(pointer);
  let kind: Kind = "object";
  let isWithin = false;
  for (const step of steps) {
    isWithin ||= step === "schema" && !isNameMap(kind);
    kind = kindWithin(kind, step);
  }
  const isComponent = steps.length > 2 && steps[0] === "components" && steps[1] === "schemas";
  return (isWithin || isComponent) && !isNameMap(kind);
}

/** True for an endless chain of `$ref`s, or a reference through itself. A recursive schema is not such a chain. */
export function isEndless(document: Node, { pointer, reference }: FoundReference): boolean {
  return (
    textOf(resolve(document, { $ref: reference })["$ref"]) !== undefined ||
    `${reference}/$ref`.startsWith(pointer.replace(/\$ref$/, ""))
  );
}

/** True for a reference in an `allOf` that leads back to the schema with this `allOf`. */
export function extendsItself(document: Node, { pointer, reference }: FoundReference): boolean {
  const [, owner] = /^(.*)\/allOf\/\d+\/\$ref$/.exec(pointer) ?? [];
  if (owner === undefined) return false;
  return partsOf(document, { $ref: reference }).includes(nodeOf(valueAt(document, owner)));
}

/** A `$ref` without a text is a reference to nothing, unless `$ref` is a name, such as that of a property. */
function readReference(node: Node, pointer: string, kind: Kind): readonly FoundReference[] {
  const { $ref } = node;
  const reference = textOf($ref) ?? ($ref === undefined || isNameMap(kind) ? undefined : "");
  return reference === undefined ? [] : [{ pointer: `${pointer}/$ref`, reference }];
}

function readMapping(document: Node, mapping: Node, pointer: string): readonly FoundReference[] {
  return Object.entries(mapping).flatMap(([value, target]) => {
    const reference = readMappingTarget(document, target);
    return reference === undefined ? [] : [{ pointer: extendPointer(pointer, value), reference }];
  });
}

/** The reference for a target in a discriminator's mapping, which may be the plain name of a schema. */
export function readMappingTarget(document: Node, target: unknown): string | undefined {
  const text = textOf(target);
  if (text === undefined) return undefined;
  const isName =
    Object.hasOwn(nodeOf(nodeOf(document["components"])["schemas"]), text) || !isMappingRef(text);
  return isName ? writePointer(["components", "schemas", text]) : text;
}
