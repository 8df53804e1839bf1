import { listOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findSharedErrorSchemas } from "../contract/error-responses.ts";
import { isString, openString } from "./open-strings.ts";
import { rewrite } from "../contract/rewrite.ts";
import { walk } from "../contract/walk.ts";

/**
 * Types each string with `x-known-values` as these values or any other string. Not in schemas that error responses
 * share, where editors would offer a value of one response for all.
 */
export function openKnownValues(document: Node): Node {
  const shared = findSharedErrorSchemas(document);
  const opened = new Map<Node, Node>();
  for (const node of walk(document, (candidate) => !shared.has(candidate))) {
    const known = listOf(node["x-known-values"]).flatMap((value) => textOf(value) ?? []);
    if (known.length > 0 && isString(node) && node["enum"] === undefined)
      opened.set(node, openString(node, known));
  }
  return rewrite(document, opened);
}
