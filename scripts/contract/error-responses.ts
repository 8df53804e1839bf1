import { findOperationNodes, isNode, listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { isJson } from "./media-types.ts";

/** Every error response: 4xx and 5xx, by number or by range, and `default`. */
export function findErrorResponses(document: Node): ReadonlySet<Node> {
  const responses = [...findOperationNodes(document)].flatMap((operation) =>
    Object.entries(nodeOf(operation["responses"]))
      .filter(([status]) => isErrorStatus(status))
      .map(([, response]) => resolve(document, response)),
  );
  return new Set(responses);
}

/** True if a key of a responses map is for errors. */
export function isErrorStatus(status: string): boolean {
  return /^[45]/.test(status) || status === "default";
}

/** The JSON media types of a response. */
export function jsonContentOf(response: Node): readonly Node[] {
  return Object.entries(nodeOf(response["content"]))
    .filter(([mediaType]) => isJson(mediaType))
    .map(([, content]) => content)
    .filter(isNode);
}

/** Schemas that several error responses use as their body or as a part of it. */
export function findSharedErrorSchemas(document: Node): ReadonlySet<Node> {
  const users = new Map<Node, Set<Node>>();
  for (const response of findErrorResponses(document)) {
    for (const schema of findBodySchemas(document, response)) {
      users.set(schema, (users.get(schema) ?? new Set()).add(response));
    }
  }
  return new Set([...users].filter(([, responses]) => responses.size > 1).map(([schema]) => schema));
}

function findBodySchemas(document: Node, response: Node): ReadonlySet<Node> {
  const found = new Set<Node>();
  const visit = (schema: unknown): void => {
    const node = nodeOf(schema);
    if (textOf(node["$ref"]) !== undefined) {
      const target = resolve(document, node);
      if (found.has(target)) return;
      found.add(target);
      visit(target);
    }
    for (const key of ["allOf", "anyOf", "oneOf"]) listOf(node[key]).forEach(visit);
  };
  for (const content of jsonContentOf(response)) visit(content["schema"]);
  return found;
}
