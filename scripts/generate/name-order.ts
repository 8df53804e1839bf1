import { isNode, listOf, nodeOf, resolve } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { kindOfItems, kindWithin } from "../contract/kinds.ts";
import type { Kind } from "../contract/kinds.ts";

/** Sorts numbers in names by value. */
const { compare } = new Intl.Collator("en-us", { numeric: true });

/**
 * Sorts every mapping and all parameters by name, so that types do not depend on the contract's order. Without this,
 * openapi-typescript puts the parameters of a path before those of its operation. Its option for sorting depends on the
 * machine's language, and takes as long as the generation itself.
 */
export function orderNames(document: Node): Node {
  const order = (value: unknown, kind: Kind): unknown => {
    // Comments show samples in the contract's order.
    if (kind === "data") return value;
    if (Array.isArray(value)) return value.map((item) => order(item, kindOfItems(kind)));
    if (!isNode(value)) return value;
    const names = Object.keys(value).sort(compare);
    return Object.fromEntries(
      names.map((name) => {
        const child = value[name];
        const sorted =
          name === "parameters" && Array.isArray(child) ? [...listOf(child)].sort(compareParameters) : child;
        return [name, order(sorted, kindWithin(kind, name))];
      }),
    );
  };
  const parameterName = (parameter: unknown): string => String(resolve(document, parameter)["name"]);
  const compareParameters = (one: unknown, other: unknown): number =>
    compare(parameterName(one), parameterName(other));
  return nodeOf(order(document, "object"));
}
