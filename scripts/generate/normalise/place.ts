import type { Node } from "../../contract/document.ts";

/** Where a schema stands. */
export interface SchemaPlace {
  readonly document: Node;
  /** The schemas that apply to the same value, from the outside in. */
  readonly enclosing: readonly Node[];
  /** Every schema that has this one somewhere within, from the outside in. */
  readonly ancestors: readonly Node[];
}
