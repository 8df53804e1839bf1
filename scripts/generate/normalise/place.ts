import type { Node } from "../../contract/document.ts";

/** Context of a schema. */
export interface SchemaPlace {
  readonly document: Node;
  /** The schemas that apply to the same value, from the outside in. */
  readonly enclosing: readonly Node[];
  /** Every schema that contains this one, from the outside in. */
  readonly ancestors: readonly Node[];
}
