import type { Node } from "../../contract/document.ts";
import { findComponents } from "./components.ts";
import type { Component } from "./components.ts";

/** Both documents of a comparison. */
export interface DocumentPair {
  readonly from: Node;
  readonly to: Node;
  /** The named parts of both. */
  readonly components: ReadonlyMap<Node, Component>;
}

/** Puts two documents side by side. */
export function pairDocuments(from: Node, to: Node): DocumentPair {
  return { from, to, components: new Map([...findComponents(from), ...findComponents(to)]) };
}
