import { isNode, nodeOf, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { kindOfItems, kindWithin } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { readMappingTarget } from "./references.ts";
import { mapItems, mapValues } from "./rewrite.ts";

/** Where data has a `$ref` the validator reads this, since it would follow that. */
const HIDDEN = "$ref of data";

/**
 * A document as the validator needs it, every part in its own place: with a patch number in the version, mappings to
 * references instead of names, and data without references.
 */
export function prepareForValidator(document: Node): Node {
  const version = textOf(document["openapi"]) ?? "";
  return {
    ...mapData(document, (value, kind) =>
      hide(kind === "mapping" ? referTo(document, nodeOf(value)) : value),
    ),
    openapi: /^\d+\.\d+$/.test(version) ? `${version}.0` : version,
  };
}

/** A document whose data has no references that a bundler could follow. {@link showDataReferences} brings them back. */
export function hideDataReferences(document: Node): Node {
  return mapData(document, hide);
}

export function showDataReferences(document: Node): Node {
  return mapData(document, (value) => renameKeys(value, HIDDEN, "$ref"));
}

function hide(value: unknown): unknown {
  return renameKeys(value, "$ref", HIDDEN);
}

function referTo(document: Node, mapping: Node): Node {
  return Object.fromEntries(
    Object.entries(mapping).map(([value, target]) => [value, readMappingTarget(document, target) ?? target]),
  );
}

/** Data, and mappings of discriminators, whose keys are data, too. */
function mapData(document: Node, change: (value: unknown, kind: Kind) => unknown): Node {
  const mapPart = (value: unknown, kind: Kind): unknown => {
    if (kind === "data" || kind === "mapping") return change(value, kind);
    if (Array.isArray(value)) return mapItems(value, (item) => mapPart(item, kindOfItems(kind)));
    return isNode(value) ? mapNode(value, kind) : value;
  };
  const mapNode = (node: Node, kind: Kind): Node =>
    mapValues(node, (value, key) => mapPart(value, kindWithin(kind, key)));
  return mapNode(document, "object");
}

function renameKeys(value: unknown, from: string, to: string): unknown {
  const renameIn = (part: unknown): unknown => renameKeys(part, from, to);
  if (Array.isArray(value)) return mapItems(value, renameIn);
  if (!isNode(value)) return value;
  const renamed = mapValues(value, renameIn);
  return Object.hasOwn(renamed, from)
    ? Object.fromEntries(Object.entries(renamed).map(([key, child]) => [key === from ? to : key, child]))
    : renamed;
}
