import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import { ContractError } from "../contract/contract-error.ts";
import { isNode, listOf, nodeOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import type { Action } from "./proposal.ts";

const HEAD = "  # From observed responses: changes of the contract, and x-observed marks.";
const HEAD_REST = "  # `npm run spec:observe -- --apply` writes everything from here to the end.\n";

/** Renders a separate overlay. */
export function renderOverlay(actions: readonly Action[]): string {
  return `overlay: 1.0.0
info:
  title: Observed
  version: 1.0.0
extends: spec/flatpeak.yaml
actions:
${renderActions(actions)}`;
}

/**
 * Adds actions in a separate part at the end of an overlay's text. The text above does not change.
 *
 * @throws ContractError if the overlay does not end with its actions
 */
export function addActions(text: string, name: string, actions: readonly Action[]): string {
  const start = text.indexOf(HEAD);
  const own = (start < 0 ? text : text.slice(0, start)).trimEnd();
  const before = start < 0 ? [] : readActions(text.slice(start));
  const merged = mergeActions(before, actions);
  const result = `${own}\n\n${HEAD}\n${HEAD_REST}${renderActions(merged)}`;
  const expected = [...(readOverlayActions(own) ?? []), ...merged];
  if (!isDeepStrictEqual(readOverlayActions(result), expected))
    throw new ContractError([`${name}: must end with its list of actions, so that others can follow it`]);
  return result;
}

function renderActions(actions: readonly Action[]): string {
  return stringify(actions, { compat: "yaml-1.1", aliasDuplicateObjects: false }).replaceAll(
    /^(?=.)/gm,
    "  ",
  );
}

/** The actions of an overlay; undefined if it is not YAML. */
function readOverlayActions(text: string): readonly unknown[] | undefined {
  try {
    return listOf(nodeOf(parse(text))["actions"]);
  } catch {
    return undefined;
  }
}

function readActions(section: string): readonly Action[] {
  return listOf(nodeOf(parse(`actions:\n${section}`))["actions"]).flatMap((action): readonly Action[] => {
    const { target, update, remove } = nodeOf(action);
    if (typeof target !== "string") return [];
    if (remove === true) return [{ target, remove }];
    return isNode(update) ? [{ target, update }] : [];
  });
}

/** Newer marks replace older ones of the same place. */
function mergeActions(before: readonly Action[], after: readonly Action[]): readonly Action[] {
  const merged = new Map<string, Action>();
  for (const action of [...before, ...after]) {
    const key = `${"remove" in action ? "remove" : "update"} ${action.target}`;
    const known = merged.get(key);
    const both = known !== undefined && "update" in known && "update" in action;
    merged.set(key, both ? { ...action, update: mergeNodes(known.update, action.update) } : action);
  }
  return [...merged.values()];
}

function mergeNodes(before: Node, after: Node): Node {
  const entries = Object.entries(after).map(([key, value]) => {
    const known = before[key];
    return [key, isNode(known) && isNode(value) ? mergeNodes(known, value) : value] as const;
  });
  return { ...before, ...Object.fromEntries(entries) };
}
