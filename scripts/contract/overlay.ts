import type { JSONValue } from "json-p3";
import { ContractError } from "./contract-error.ts";
import { isNode, listOf, nodeOf, textOf, valueAtSteps } from "./document.ts";
import type { Node } from "./document.ts";
import { findTargets } from "./overlay-targets.ts";
import type { TargetLocation } from "./overlay-targets.ts";
import { sizeOf } from "./size.ts";
import { extendPointer } from "./pointer.ts";
import type { Source } from "./source.ts";

/** Keys of an action in the Overlay Specification. */
const ACTION_KEYS = new Set(["target", "description", "update", "remove"]);

/**
 * Maximum number of values and characters that all actions may add: each could match the additions of the one before.
 */
const MOST_ADDED = 500_000;

/**
 * Copies a document and applies the actions of an overlay in order (OpenAPI Overlay Specification 1.0). `update` merges
 * mappings and appends to lists, `remove` deletes. Targets are JSONPath (RFC 9535).
 *
 * @throws ContractError for an invalid overlay, and for each target that matches nothing: the part to correct has moved
 *   or was removed
 */
export function applyOverlay(document: Node, overlay: Source): Node {
  checkHead(overlay);
  const copy = structuredClone(document) as JSONValue;
  const budget = { size: MOST_ADDED };
  const problems = listOf(overlay.root["actions"]).flatMap((action, index) => {
    // Later actions depend on the failed one.
    if (budget.size < 0) return [];
    const problem = carryOut(copy, action, budget);
    return problem === undefined
      ? []
      : [`${overlay.locate(`#/actions/${index}${problem.at}`)}: ${problem.text}`];
  });
  if (problems.length > 0) throw new ContractError(problems);
  return nodeOf(copy);
}

/** A problem of an action, and its place in the action. */
interface Problem {
  readonly at: string;
  readonly text: string;
}

function checkHead({ root, name, locate }: Source): void {
  const { actions } = root;
  const version = root["overlay"];
  const info = nodeOf(root["info"]);
  if (version === undefined) {
    throw new ContractError([`${name}:1:1: not an OpenAPI overlay; begin it with \`overlay: 1.0.0\``]);
  }
  if (!/^1\.0\.\d+$/.test(textOf(version) ?? "")) {
    throw new ContractError([
      `${locate("#/overlay")}: overlay version ${JSON.stringify(version)} is not supported; 1.0.0 is`,
    ]);
  }
  if (textOf(info["title"]) === undefined || textOf(info["version"]) === undefined) {
    throw new ContractError([`${name}:1:1: an overlay needs an \`info\` with \`title\` and \`version\``]);
  }
  if (!Array.isArray(actions) || actions.length === 0) {
    throw new ContractError([`${name}:1:1: an overlay needs \`actions\`, a list of at least one`]);
  }
}

function carryOut(document: JSONValue, action: unknown, budget: { size: number }): Problem | undefined {
  if (!isNode(action))
    return { at: "", text: "an action is a mapping with `target` and `update` or `remove`" };
  const unknown = Object.keys(action).find((key) => !ACTION_KEYS.has(key) && !key.startsWith("x-"));
  if (unknown !== undefined) {
    return {
      at: extendPointer("", unknown),
      text: `an action has no \`${unknown}\`; it has ${[...ACTION_KEYS].join(", ")}`,
    };
  }
  const { update, remove = false } = action;
  const target = textOf(action["target"]);
  if (target === undefined) return { at: "", text: "an action needs a `target`, a JSONPath" };
  if (typeof remove !== "boolean") return { at: "/remove", text: "`remove` is true or false" };
  if (remove === (update !== undefined)) {
    return { at: "", text: "an action has either an `update` or `remove: true`" };
  }
  const found = findTargets(document, target);
  if (typeof found === "string") return { at: "/target", text: `${target}: ${found}` };
  if (remove) return removeAll(document, found, target);
  budget.size -= found.length * sizeOf(update);
  if (budget.size < 0) {
    return {
      at: "/update",
      text: `${target}: the actions up to this one add more than ${MOST_ADDED} values and characters; match fewer places`,
    };
  }
  return updateAll(document, found, update, target);
}

/** Removes from the last to the first, so that the other indices stay valid. */
function removeAll(
  document: JSONValue,
  found: readonly TargetLocation[],
  target: string,
): Problem | undefined {
  for (const location of [...found].sort(compareLocations).reverse()) {
    const key = location.at(-1);
    if (key === undefined) return { at: "/target", text: `${target}: the whole document cannot be removed` };
    const parent = valueAtSteps(document, location.slice(0, -1));
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (isNode(parent)) Reflect.deleteProperty(parent, key);
  }
  return undefined;
}

/** Sorts a list before its items, and items by index. */
function compareLocations(one: TargetLocation, other: TargetLocation): number {
  for (const [level, step] of one.entries()) {
    const otherStep = other[level];
    if (otherStep === undefined) return 1;
    if (step !== otherStep) {
      if (typeof step === "number" && typeof otherStep === "number") return step - otherStep;
      return String(step) < String(otherStep) ? -1 : 1;
    }
  }
  return one.length - other.length;
}

function updateAll(
  document: JSONValue,
  found: readonly TargetLocation[],
  update: unknown,
  target: string,
): Problem | undefined {
  for (const location of found) {
    const value = valueAtSteps(document, location);
    if (Array.isArray(value)) value.push(structuredClone(update));
    else if (isNode(value) && isNode(update)) mergeUpdate(value, update);
    else
      return {
        at: "/update",
        text: `${target}: the update of a mapping must be a mapping, and a target must be a mapping or a list`,
      };
  }
  return undefined;
}

function mergeUpdate(into: Node, update: Node): void {
  for (const [key, value] of Object.entries(update)) {
    const present = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isNode(present) && isNode(value)) mergeUpdate(present, value);
    else if (Array.isArray(present) && Array.isArray(value))
      set(into, key, [...listOf(present), ...listOf(value)]);
    else set(into, key, value);
  }
}

/** Sets an own property, even for the name `__proto__`. Copies the value: the next action might change it. */
function set(into: Node, key: string, value: unknown): void {
  Object.defineProperty(into, key, {
    value: structuredClone(value),
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
