import type { Node } from "../../contract/document.ts";
import { findComponents } from "./components.ts";
import type { Component } from "./components.ts";

/** Both documents of a comparison. */
export interface DocumentPair {
  readonly from: Node;
  readonly to: Node;
  /** The components of both documents. */
  readonly components: ReadonlyMap<Node, Component>;
}

export function pairDocuments(from: Node, to: Node): DocumentPair {
  return { from, to, components: new Map([...findComponents(from), ...findComponents(to)]) };
}
