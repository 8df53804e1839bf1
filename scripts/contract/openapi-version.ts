import { ContractError } from "./contract-error.ts";
import { isNode } from "./document.ts";
import type { Node } from "./document.ts";
import { findPointer } from "./pointer.ts";
import type { Source } from "./source.ts";
import { walk } from "./walk.ts";

/** Keys that only OpenAPI 3.2 has. */
const NEW_IN_32 = [
  ...["$self", "additionalOperations", "itemSchema", "itemEncoding", "prefixEncoding", "defaultMapping"],
  ...["dataValue", "serializedValue"],
];

/** @throws ContractError if the version of OpenAPI is missing or not supported, with what to do */
export function checkOpenApiVersion(source: Source): void {
  const { root, name, locate } = source;
  const { openapi, swagger } = root;
  if (swagger !== undefined) {
    throw new ContractError([
      `${locate("#/swagger")}: Swagger is not supported; convert the contract to OpenAPI 3.0 or 3.1`,
    ]);
  }
  if (typeof openapi !== "string") {
    const position = openapi === undefined ? `${name}:1:1` : locate("#/openapi");
    throw new ContractError([`${position}: \`openapi\` must name a version, such as 3.0.3 or 3.1.0`]);
  }
  if (/^3\.2(\.|$)/.test(openapi)) throw new ContractError(explainNewParts(source));
  if (!/^3\.[01](\.\d|$)/.test(openapi)) {
    throw new ContractError([
      `${locate("#/openapi")}: OpenAPI ${openapi} is not supported; versions 3.0.x and 3.1.x are`,
    ]);
  }
}

function explainNewParts({ root, locate }: Source): readonly string[] {
  const version = locate("#/openapi");
  const parts = walk(root).flatMap((node) => {
    const found = findNewParts(node);
    return found.length === 0 ? [] : found.map((key) => [`${findPointer(root, node)}/${key}`, key] as const);
  });
  if (parts.length === 0) {
    return [
      `${version}: OpenAPI 3.2 is not supported, but the contract uses nothing new in it; declare 3.1.2`,
    ];
  }
  return [
    `${version}: OpenAPI 3.2 is not supported; remove its new features, and declare 3.1.2`,
    ...parts.map(([pointer, key]) => `${locate(pointer, true)}: \`${key}\` is new in OpenAPI 3.2`),
  ];
}

function findNewParts(node: Node): readonly string[] {
  const { query, in: place } = node;
  return [
    ...NEW_IN_32.filter((key) => Object.hasOwn(node, key)),
    ...(isNode(query) && Object.hasOwn(query, "responses") ? ["query"] : []),
    ...(place === "querystring" ? ["in"] : []),
  ];
}
