import { isNode } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { isNameMap, kindOfItems, kindWithin } from "../contract/kinds.ts";
import type { Kind } from "../contract/kinds.ts";
import { walk } from "../contract/walk.ts";

/** A noncharacter, which no text should contain. */
const STAND_IN = "\uFDD0";

/** Keys whose values are names. */
const NAMING = new Set(["name", "operationId", "required"]);

/**
 * Replaces each `%` in names by a character without a meaning in references. {@link showPercentSigns} restores them.
 *
 * Reason: openapi-typescript writes names into references without encoding them, and decodes them again, some of them
 * several times.
 */
export function hidePercentSigns(document: Node): Node {
  const hasAny = walk(document).some((node) =>
    Object.entries(node).some(([key, value]) => isNamed(key, value)),
  );
  return hasAny ? hideIn(document, "object") : document;
}

/** Restores the names in printed code. */
export function showPercentSigns(code: string): string {
  return code.replaceAll(/\\uFDD0|\uFDD0/gi, "%");
}

function isNamed(key: string, value: unknown): boolean {
  if (isNode(value)) return Object.keys(value).some((name) => name.includes("%"));
  return NAMING.has(key) && String(value).includes("%");
}

function hideIn(node: Node, kind: Kind): Node {
  const areNames = isNameMap(kind);
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      areNames ? hide(key) : key,
      hideValue(value, kindWithin(kind, key), areNames ? "" : key),
    ]),
  );
}

function hideValue(value: unknown, kind: Kind, key: string): unknown {
  if (kind === "data") return value;
  if (Array.isArray(value)) return value.map((item) => hideValue(item, kindOfItems(kind), key));
  if (isNode(value)) return hideIn(value, kind);
  if (typeof value !== "string") return value;
  if (key === "$ref") return value.replaceAll("%25", STAND_IN);
  return NAMING.has(key) ? hide(value) : value;
}

function hide(name: string): string {
  return name.replaceAll("%", STAND_IN);
}
