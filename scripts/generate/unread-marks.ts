import { isNode, listOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findPointer } from "../contract/pointer.ts";
import { walk } from "../contract/walk.ts";

const isText = (value: unknown): boolean => textOf(value) !== undefined;
const isListOfTexts = (value: unknown): boolean => Array.isArray(value) && listOf(value).every(isText);
const isObservation = (value: unknown): boolean =>
  isNode(value) && isText(value["date"]) && isText(value["release"]) && Number.isInteger(value["count"]);

/** The form of each mark that the generation ignores in any other form. Other marks have errors of their own. */
const FORMS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ...["x-confirmed", "x-inferred", "x-source", "x-refused-code"].map((mark) => [mark, isText] as const),
  ...["x-known-codes", "x-known-values"].map((mark) => [mark, isListOfTexts] as const),
  ["x-idempotent", (value) => typeof value === "boolean"],
  ["x-observed", isObservation],
]);

/** The pointers of marks whose value has the wrong form: YAML reads an unquoted `a: b` as a map, for example. */
export function findUnreadMarks(document: Node): readonly string[] {
  return walk(document).flatMap((node) =>
    Object.entries(node)
      .filter(([mark, value]) => FORMS.get(mark)?.(value) === false)
      .map(([mark]) => `${findPointer(document, node)}/${mark}`),
  );
}
