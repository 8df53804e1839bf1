import { textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { rewrite } from "../../contract/rewrite.ts";
import { findSchemas } from "../../contract/schemas.ts";
import { hasOwnType, listCompositions, omit, pickAnnotations } from "./keywords.ts";

/**
 * Intersects a reference with the keywords beside it. OpenAPI 3.0 ignores them; since 3.1 they apply.
 *
 * Reason: openapi-typescript reads only the reference.
 *
 * In: `{ $ref: X, required: [id] }`.
 * Out: `{ allOf: [{ $ref: X }, { required: [id] }] }`.
 */
export function splitReferenceSiblings(document: Node): Node {
  const isIgnored = textOf(document["openapi"])?.startsWith("3.0") === true;
  const split = new Map<Node, Node>();
  for (const schema of findSchemas(document)) {
    const { $ref, ...rest } = schema;
    if (textOf($ref) === undefined || !hasSiblings(rest)) continue;
    const annotations = pickAnnotations(rest);
    const siblings = omit(rest, ...Object.keys(annotations));
    split.set(schema, isIgnored ? { $ref, ...annotations } : { ...annotations, allOf: [{ $ref }, siblings] });
  }
  return rewrite(document, split);
}

function hasSiblings(rest: Node): boolean {
  return hasOwnType(rest) || listCompositions(rest).length > 0;
}
