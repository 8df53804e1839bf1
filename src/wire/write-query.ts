import { UsageError } from "../errors/classes.ts";
import type { ParameterForm, ParameterForms } from "../manifest.ts";
import { writeJson } from "../request/body.ts";
import { encodable, isRecord, toText } from "../request/parameter.ts";
import { isPresent, writeDeep, writeStyled } from "./write-parameter.ts";
import type { WriteText } from "./write-parameter.ts";

/** Form of parameters that have none of their own, except for objects: those are written as `deepObject`. */
const USUAL: ParameterForm = { style: "form", explode: true };

/**
 * Writes query parameters, each in its form.
 *
 * @throws UsageError for values that the form cannot carry
 */
export function writeQuery(forms: ParameterForms, parameters: unknown = {}): string {
  if (!isRecord(parameters)) throw new UsageError("params.query is not a plain object of names and values");
  return Object.entries(parameters)
    .filter(([, value]) => isPresent(value))
    .map(([name, value]) => {
      const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
      return writeQueryValue(name, value, `query parameter "${name}"`, form);
    })
    .filter(Boolean)
    .join("&");
}

/**
 * Writes one query parameter, or one field of a form.
 *
 * @param label names it in messages
 * @returns `undefined` for an empty list or object
 * @throws UsageError for values that the form cannot carry
 */
export function writeQueryValue(
  name: string,
  value: unknown,
  label: string,
  given?: ParameterForm,
): string | undefined {
  const encodedName = encodeURIComponent(encodable(name, label));
  const form = given ?? (isRecord(value) ? { style: "deepObject" } : USUAL);
  const write = createWrite(form, label);
  switch (form.style) {
    case "json":
      return `${encodedName}=${encodeURIComponent(writeJson(value, label))}`;
    case "deepObject":
      return writeDeep(encodedName, value, label, write).join("&");
    case "text":
      return `${encodedName}=${write(toText(value, label))}`;
    default:
      return writeStyled(form, encodedName, value, label, write);
  }
}

/** Reserved characters that keep their meaning in the value of a query parameter. */
const RESERVED = /%(?:3A|2F|3F|40|24|2C|3B)/g;

function createWrite({ allowReserved }: ParameterForm, label: string): WriteText {
  return (text, separator) => {
    const encoded = encodeURIComponent(text);
    // True only for a space or a pipe: encoded text has no other separator. Servers decode it before they split the list.
    if (separator !== undefined && encoded.includes(separator))
      throw new UsageError(`${label} has a value with the delimiter of its list`);
    if (allowReserved !== true) return encoded;
    return encoded.replace(RESERVED, (code) => {
      const character = decodeURIComponent(code);
      return character === separator ? code : character;
    });
  };
}
