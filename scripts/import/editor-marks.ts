import type { Node } from "../contract/document.ts";
import { isNode } from "../contract/document.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";

/** Extensions of the tools that contracts are edited and published with. */
const EDITORS = /^x-(stoplight|apidog|run-in-apidog|postman|mint|readme)(-|$)/;

/**
 * Leaves out what editors put into a contract for themselves, so that it does not show as a change: IDs, tags of their
 * models, empty samples. Samples and properties that are called so stay.
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
