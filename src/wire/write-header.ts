import { UsageError } from "../errors/classes.ts";
import type { ParameterForm } from "../manifest.ts";
import { writeJson } from "../request/body.ts";
import { writeStyled } from "./write-parameter.ts";

/**
 * Writes a header parameter in its form. Headers have no percent-encoding.
 *
 * @throws UsageError for values that the form cannot carry
 */
export function writeHeader(form: ParameterForm, name: string, value: unknown): string | undefined {
  const label = `header parameter "${name}"`;
  // Only ASCII is certain to arrive unchanged.
  if (form.style === "json") return writeJson(value, label).replace(/[^\0-\x7f]/g, escapeUnit);
  return writeStyled(form, name, value, label, (text, separator) => {
    if (separator !== undefined && text.includes(","))
      throw new UsageError(`${label} has a value with a comma, which separates the values of its list`);
    return text;
  });
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
