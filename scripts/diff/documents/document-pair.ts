import type { Node } from "../../contract/document.ts";
import { findComponents } from "./components.ts";
import type { Component } from "./components.ts";

/** Both documents of a comparison. */
export interface Sides {
  readonly from: Node;
  readonly to: Node;
  /** The named parts of both. */
  readonly components: ReadonlyMap<Node, Component>;
}

/** Puts two documents side by side. */
export function makeSides(from: Node, to: Node): Sides {
  return { from, to, components: new Map([...findComponents(from), ...findComponents(to)]) };
}
