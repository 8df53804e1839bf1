import { isNode, listOf, pathItemsOf, resolve } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findOperationNodes } from "../contract/operation-nodes.ts";
import { rewrite } from "../contract/rewrite.ts";
import { omit } from "./normalise/keywords.ts";
import { isIgnored, schemaOf } from "./parameter-forms.ts";

/**
 * Reduces the parameters to what a client sends: without headers that OpenAPI ignores, and with the schema of their
 * content, which openapi-typescript does not read.
 */
export function shapeSentParameters(document: Node): Node {
  const replaced = new Map<Node, Node>();
  const items = pathItemsOf(document).map(([, item]) => item);
  for (const owner of [...items, ...findOperationNodes(document)]) {
    const parameters = listOf(owner["parameters"]);
    const sent = parameters.filter((parameter) => !isIgnored(resolve(document, parameter)));
    if (sent.length < parameters.length) replaced.set(owner, { ...owner, parameters: sent });
    for (const parameter of sent.map((found) => resolve(document, found))) {
      if (parameter["schema"] !== undefined || !isNode(parameter["content"])) continue;
      replaced.set(parameter, { ...omit(parameter, "content"), schema: schemaOf(parameter) });
    }
  }
  return rewrite(document, replaced);
}
