import type { Node } from "../contract/document.ts";
import type { Source } from "../contract/source.ts";

/** The new contract before validation. */
export interface Incoming {
  readonly document: Node;
  /** Returns the source of a pointer: messages name the imported file, not the file to write. */
  readonly locate: Source["locate"];
}
