import { findOperationNodes, isNode, resolve } from "./document.ts";
import type { Node } from "./document.ts";
import { rewrite } from "./rewrite.ts";

/** Responses that have no content in HTTP, whatever a contract says. */
const EMPTY_STATUSES = ["204", "205", "304"];

/** Drops the content of responses that cannot have any. Otherwise, the client would refuse each correct response. */
export function dropForbiddenContent(document: Node): Node {
  const replaced = new Map<Node, Node>();
  for (const { responses } of findOperationNodes(document)) {
    if (!isNode(responses)) continue;
    const emptied = EMPTY_STATUSES.flatMap((status): readonly (readonly [string, Node])[] => {
      const { content, ...rest } = resolve(document, responses[status]);
      return content === undefined ? [] : [[status, rest]];
    });
    if (emptied.length > 0) replaced.set(responses, { ...responses, ...Object.fromEntries(emptied) });
  }
  return rewrite(document, replaced);
}
