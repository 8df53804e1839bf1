import { UsageError } from "../errors/classes.ts";
import type { ParameterForm, ParameterForms } from "../manifest.ts";
import { writeJson } from "../request/body.ts";
import { DOT_SEGMENT, readPathParameters } from "../request/path.ts";
import { writeStyled } from "./write-parameter.ts";

/**
 * Inserts path parameters into a URL, each in its form.
 *
 * @throws UsageError for values that are missing, that the form cannot carry or that leave the path
 */
export function writePath(
  forms: ParameterForms,
  url: string,
  parameters: Readonly<Record<string, unknown>>,
): string {
  return url.replaceAll(/\{([^{}]+)\}/g, (placeholder: string, name: string) => {
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (form !== undefined && value !== undefined && value !== null) return writeOne(form, name, value);
    return encodeURIComponent(String(readPathParameters(placeholder, parameters)?.[name]));
  });
}

function writeOne(form: ParameterForm, name: string, value: unknown): string {
  const label = `path parameter "${name}"`;
  const text =
    form.style === "json"
      ? encodeURIComponent(writeJson(value, label))
      : writeStyled(form, name, value, label, encodeURIComponent);
  if (text === undefined || text === "") throw new UsageError(`${label} is empty`);
  if (DOT_SEGMENT.test(text)) throw new UsageError(`${label} is "${text}", which would leave the path`);
  return text;
}
