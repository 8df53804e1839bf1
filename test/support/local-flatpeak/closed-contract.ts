import { fileURLToPath } from "node:url";
import type { Document } from "openapi-backend";
import { readContract } from "../../../scripts/contract/contract.ts";
import { isNode, listOf, nodeOf, operationsOf, resolve } from "../../../scripts/contract/document.ts";
import type { Node } from "../../../scripts/contract/document.ts";
import { rewrite } from "../../../scripts/contract/rewrite.ts";

const file = fileURLToPath(new URL("../../../spec/flatpeak.yaml", import.meta.url));

/** Reads the contract without this project's overlay. */
export async function readOwnContract(): Promise<Node> {
  return (await readContract({ file, name: "flatpeak.yaml" })).document;
}

/** Reads the contract with closed request bodies. JSON Schema would accept properties that they do not name. */
export async function readClosedContract(): Promise<Document> {
  const document = await readOwnContract();
  const replaced = new Map<Node, Node>();
  for (const { requestBody } of operationsOf(document)) {
    if (requestBody === undefined) continue;
    const content = Object.entries(nodeOf(requestBody["content"])).map(([type, media]) => {
      const { schema, ...others } = nodeOf(media);
      return [type, { ...others, schema: close(document, schema) }];
    });
    replaced.set(requestBody, { ...requestBody, content: Object.fromEntries(content) });
  }
  // openapi-backend reports an object in two places as a circle, so no object may be shared.
  return JSON.parse(JSON.stringify(rewrite(document, replaced))) as Document;
}

function close(document: Node, schema: unknown): Node {
  const { allOf, items, properties, ...others } = resolve(document, schema);
  return {
    ...others,
    ...(allOf !== undefined && { allOf: listOf(allOf).map((part) => close(document, part)) }),
    ...(items !== undefined && { items: close(document, items) }),
    ...(isNode(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, close(document, property)]),
      ),
      additionalProperties: others["additionalProperties"] ?? false,
    }),
  };
}
