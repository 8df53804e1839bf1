import { isNode } from "./document.ts";
import type { Node } from "./document.ts";

/** Their values are samples or closed lists: what looks like a part of a contract there is none. */
export const SAMPLE_KEYS = new Set(["example", "examples", "default", "enum", "const"]);

/** Their keys are names that the contract's author chose, `default` and `example` included. */
export const NAME_MAPS = new Set([
  ...[
    "paths",
    "webhooks",
    "responses",
    "callbacks",
    "content",
    "headers",
    "parameters",
    "requestBodies",
    "schemas",
  ],
  ...[
    "pathItems",
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "securitySchemes",
    "links",
  ],
]);

/** Every node of the contract that is no sample, from the outside in; `enter` tells which ones to look into. */
export function walk(document: Node, enter: (node: Node) => boolean = () => true): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: unknown, isNameMap: boolean): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, false);
    if (!isNode(value) || !enter(value)) return;
    if (!isNameMap) found.push(value);
    for (const [key, child] of Object.entries(value)) {
      if (typeof child !== "object") continue;
      if (!isNameMap && (SAMPLE_KEYS.has(key) || key.startsWith("x-"))) continue;
      visit(child, !isNameMap && NAME_MAPS.has(key));
    }
  };
  visit(document, false);
  return found;
}
