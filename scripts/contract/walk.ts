import { isNode } from "./document.ts";
import type { Node } from "./document.ts";
import { isNameMap, kindOfItems, kindWithin } from "./kinds.ts";
import type { Kind } from "./kinds.ts";

/** Every node of the contract except data, from the outside in; `enter` decides which nodes to search. */
export function walk(document: Node, enter: (node: Node) => boolean = () => true): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: unknown, kind: Kind): void => {
    if (kind === "data") return;
    if (Array.isArray(value)) for (const item of value) visit(item, kindOfItems(kind));
    if (!isNode(value) || !enter(value)) return;
    if (!isNameMap(kind)) found.push(value);
    for (const [key, child] of Object.entries(value)) {
      if (typeof child === "object") visit(child, kindWithin(kind, key));
    }
  };
  visit(document, "object");
  return found;
}
