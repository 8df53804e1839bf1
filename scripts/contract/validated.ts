import { isNode, nodeOf, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { kindOfItems, kindWithin } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { readMappingTarget } from "./references.ts";
import { mapItems, mapValues } from "./rewrite.ts";

/** Replaces the key `$ref` in data: the validator and the bundler would follow it. */
const HIDDEN = "$ref of data";

/**
 * Prepares a document for the validator. Adds a patch number to the version, and turns mapping targets into references.
 * Removes extensions and the content of data, which the validator would check like parts of a contract. All other parts
 * keep their places.
 */
export function prepareForValidator(document: Node): Node {
  const version = textOf(document["openapi"]) ?? "";
  return {
    ...mapData(
      document,
      (value, kind) => (kind === "mapping" ? hide(referTo(document, nodeOf(value))) : emptyContainers(value)),
      dropExtensions,
    ),
    openapi: /^\d+\.\d+$/.test(version) ? `${version}.0` : version,
  };
}

function dropExtensions(node: Node, kind: Kind): Node {
  if (!Object.keys(node).some((key) => key.startsWith("x-"))) return node;
  return Object.fromEntries(
    Object.entries(node).filter(([key]) => !key.startsWith("x-") || kindWithin(kind, key) !== "data"),
  );
}

/** Empties lists and objects within data. An `enum` keeps its number of values, and `scopes` its texts. */
function emptyContainers(value: unknown): unknown {
  if (Array.isArray(value)) return mapItems(value, emptyOne);
  return isNode(value) ? hide(mapValues(value, emptyOne)) : value;
}

function emptyOne(value: unknown): unknown {
  return typeof value === "object" && value !== null ? {} : value;
}

/** Hides references in data from a bundler. {@link showDataReferences} restores them. */
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

/** Changes data and the mappings of discriminators, after `prepare` has changed the nodes around them. */
function mapData(
  document: Node,
  change: (value: unknown, kind: Kind) => unknown,
  prepare: (node: Node, kind: Kind) => Node = (node) => node,
): Node {
  const mapPart = (value: unknown, kind: Kind): unknown => {
    if (kind === "data" || kind === "mapping") return change(value, kind);
    if (Array.isArray(value)) return mapItems(value, (item) => mapPart(item, kindOfItems(kind)));
    return isNode(value) ? mapNode(value, kind) : value;
  };
  const mapNode = (node: Node, kind: Kind): Node =>
    mapValues(prepare(node, kind), (value, key) => mapPart(value, kindWithin(kind, key)));
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
