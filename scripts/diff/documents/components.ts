import { isNode, listOf, nodeOf, textOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";

/** A named part of the contract that can be referred to. */
export interface Component {
  /** `schemas`, `responses`, `parameters`, `requestBodies` … */
  readonly group: string;
  readonly name: string;
}

/** Every component, by its node. */
export function findComponents(document: Node): ReadonlyMap<Node, Component> {
  const found = new Map<Node, Component>();
  for (const [group, members] of Object.entries(nodeOf(document["components"]))) {
    for (const [name, node] of Object.entries(nodeOf(members))) {
      if (isNode(node) && node["$ref"] === undefined) found.set(node, { group, name });
    }
  }
  return found;
}

/** The references of all components that something leads to, directly or by way of others. */
export function findReachable(document: Node, start: unknown): ReadonlySet<string> {
  const reached = new Set<string>();
  const components = nodeOf(document["components"]);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) listOf(value).forEach(visit);
    if (!isNode(value)) return;
    for (const [key, child] of Object.entries(value)) {
      const reference = key === "$ref" || key === "x-omitted-code" ? textOf(child) : undefined;
      if (reference === undefined) visit(child);
      else if (!reached.has(reference)) {
        reached.add(reference);
        const [, group = "", name = ""] = /^#\/components\/([^/]+)\/([^/]+)/.exec(reference) ?? [];
        visit(nodeOf(components[group])[unescape(name)]);
      }
    }
  };
  visit(start);
  return reached;
}

function unescape(step: string): string {
  return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}
