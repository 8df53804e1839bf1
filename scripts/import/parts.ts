import { isNode, listOf, METHODS, nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { writePointer } from "../contract/pointer.ts";

/** A part of a contract that is added or replaced as a whole: an operation, a component, a tag, `info`. */
export interface ImportedPart {
  /** Path of keys; that of a tag has its name: `["tags", "Devices"]`. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** JSON pointer in the document. */
  readonly pointer: string;
}

/** Splits a document into parts. An empty list of path-level parameters is not a part. */
export function splitDocument(root: Node): readonly ImportedPart[] {
  return Object.entries(root).flatMap(([key, value]) => {
    if (key === "tags") return splitTags(listOf(value));
    return key === "paths" || key === "components"
      ? splitGroups(key, nodeOf(value))
      : [makePart([key], value)];
  });
}

export function findOperationParts(parts: readonly ImportedPart[]): readonly ImportedPart[] {
  return parts.filter(
    ({ path: [root, , method = ""], value }) => root === "paths" && METHODS.includes(method) && isNode(value),
  );
}

/** Copies a document and inserts a part: it replaces the same part, or comes last. */
export function putPart(document: Node, { path, value }: ImportedPart): Node {
  const [key, tag] = path;
  if (key === "tags" && tag !== undefined)
    return put(document, [key], putTag(listOf(document[key]), tag, value));
  return put(document, path, value);
}

function put(node: Node, [key, ...rest]: readonly string[], value: unknown): Node {
  if (key === undefined) return node;
  const own = Object.hasOwn(node, key) ? node[key] : undefined;
  return { ...node, [key]: rest.length === 0 ? value : put(nodeOf(own), rest, value) };
}

function putTag(tags: readonly unknown[], name: string, value: unknown): readonly unknown[] {
  const known = tags.some((tag) => nodeOf(tag)["name"] === name);
  return known ? tags.map((tag) => (nodeOf(tag)["name"] === name ? value : tag)) : [...tags, value];
}

function splitTags(tags: readonly unknown[]): readonly ImportedPart[] {
  return tags.flatMap((tag, index) => {
    const name = textOf(nodeOf(tag)["name"]);
    return name === undefined ? [] : [{ path: ["tags", name], value: tag, pointer: `#/tags/${index}` }];
  });
}

function splitGroups(root: string, groups: Node): readonly ImportedPart[] {
  return Object.entries(groups).flatMap(([group, members]) => {
    if (!isNode(members)) return [makePart([root, group], members)];
    return Object.entries(members)
      .filter(([key, value]) => !(root === "paths" && key === "parameters" && listOf(value).length === 0))
      .map(([key, value]) => makePart([root, group, key], value));
  });
}

function makePart(path: readonly string[], value: unknown): ImportedPart {
  return { path, value, pointer: writePointer(path) };
}
