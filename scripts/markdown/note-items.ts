import { codeSpan } from "./escape.ts";
import { renderInline } from "./wording.ts";

/** The lines of a list item with the notes about a part of the contract; none without notes. */
export function listNotes(name: string, notes: readonly string[]): readonly string[] {
  const [first, ...others] = notes.map(renderInline);
  if (first === undefined) return [];
  if (others.length === 0) return [`- ${codeSpan(name)}: ${first}`];
  return [`- ${codeSpan(name)}:`, ...[first, ...others].map((note) => `  - ${note}`)];
}
