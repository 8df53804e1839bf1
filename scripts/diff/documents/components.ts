import { isNode, nodeOf } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";

/** A named part of the contract that references can point to. */
export interface Component {
  /** `schemas`, `responses`, `parameters`, `requestBodies` … */
  readonly group: string;
  readonly name: string;
}

/** Finds every component, by its node. */
export function findComponents(document: Node): ReadonlyMap<Node, Component> {
  const found = new Map<Node, Component>();
  for (const [group, members] of Object.entries(nodeOf(document["components"]))) {
    for (const [name, node] of Object.entries(nodeOf(members))) {
      if (isNode(node) && node["$ref"] === undefined) found.set(node, { group, name });
    }
  }
  return found;
}
