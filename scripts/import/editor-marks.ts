import type { Node } from "../contract/document.ts";
import { isNode } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";

/** Extensions of tools for editing and publishing contracts. */
const EDITORS = /^x-(stoplight|apidog|run-in-apidog|postman|mint|readme)(-|$)/;

/**
 * Removes the marks of editors from a contract, so that they do not count as changes: IDs, tags of their models, empty
 * samples. Keeps samples and properties with the same names.
 */
export function dropEditorMarks(document: Node): Node {
  const replacements = [...walk(document)].map((node) => [node, dropMarks(node)] as const);
  return rewrite(document, new Map(replacements));
}

function dropMarks(node: Node): Node {
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => !isMark(key, value)));
}

function isMark(key: string, value: unknown): boolean {
  if (key === "x-examples") return isNode(value) && Object.keys(value).length === 0;
  return key === "x-tags" || EDITORS.test(key);
}
