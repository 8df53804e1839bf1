import type { Node } from "../contract/document.ts";
import type { Source } from "../contract/source.ts";

/** What the contract is to become, before it is validated. */
export interface Incoming {
  readonly document: Node;
  /** Where a pointer into it comes from: messages name the file that was imported, not the one that is to be written. */
  readonly locate: Source["locate"];
}
