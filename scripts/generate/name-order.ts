import { isNode, listOf, nodeOf, resolve } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { NAME_MAPS, SAMPLE_KEYS } from "../contract/walk.ts";

/** Numbers in names by their value. */
const { compare } = new Intl.Collator("en-us", { numeric: true });

/**
 * Sorts every mapping by name, and parameters too, so that types do not depend on the contract's order. openapi-typescript's
 * own option compares parameters in the language of the machine, and takes as long as making the types.
 */
export function orderNames(document: Node): Node {
  const order = (value: unknown, isNameMap: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => order(item, false));
    if (!isNode(value)) return value;
    const names = Object.keys(value).sort(compare);
    return Object.fromEntries(names.map((name) => [name, orderChild(name, value[name], isNameMap)]));
  };
  const orderChild = (name: string, child: unknown, isNameMap: boolean): unknown => {
    if (isNameMap) return order(child, false);
    // Comments show samples as the contract has them.
    if (SAMPLE_KEYS.has(name)) return child;
    if (name === "parameters" && Array.isArray(child))
      return order([...listOf(child)].sort(compareParameters), false);
    return order(child, NAME_MAPS.has(name));
  };
  const parameterName = (parameter: unknown): string => String(resolve(document, parameter)["name"]);
  const compareParameters = (one: unknown, other: unknown): number =>
    compare(parameterName(one), parameterName(other));
  return nodeOf(order(document, false));
}
