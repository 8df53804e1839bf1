import { UsageError } from "../errors/classes.ts";
import type { ParameterForm } from "../manifest.ts";
import { isRecord, toText } from "../request/parameter.ts";

/** Rules for joining the pieces of a list or an object. */
interface Joint {
  /** Text before the first piece. */
  readonly prefix: string;
  /** Joins exploded pieces. */
  readonly exploded: string;
  /** Joins the pieces of one value. */
  readonly joined: string;
  /** True if the value follows the name and `=`. */
  readonly isNamed: boolean;
}

const COMMAS = { prefix: "", exploded: ",", joined: ",", isNamed: false };
const FORM = { prefix: "", exploded: "&", joined: ",", isNamed: true };

/** OpenAPI's styles, which are those of RFC 6570. */
const JOINTS: Readonly<Partial<Record<ParameterForm["style"], Joint>>> = {
  simple: COMMAS,
  label: { ...COMMAS, prefix: ".", exploded: "." },
  matrix: { ...FORM, prefix: ";", exploded: ";" },
  form: FORM,
  spaceDelimited: { ...FORM, joined: "%20" },
  pipeDelimited: { ...FORM, joined: "%7C" },
};

/**
 * Encodes one value of a parameter, or the name of one property.
 *
 * @param separator text that joins the value to others
 */
export type WriteText = (text: string, separator?: string) => string;

/**
 * Writes a value in a style of OpenAPI. Omits absent items and properties.
 *
 * @param name name in its encoded form
 * @param label names the parameter in messages
 * @returns `undefined` for an empty list or object, which has no form
 * @throws UsageError for values that the style cannot carry
 */
export function writeStyled(
  { style, explode = false }: ParameterForm,
  name: string,
  value: unknown,
  label: string,
  write: WriteText,
): string | undefined {
  const joint = JOINTS[style];
  if (joint === undefined) return write(toText(value, label));
  const { prefix, exploded, joined, isNamed } = joint;
  const separator = explode ? exploded : joined;
  const withName = (text: string): string => {
    if (!isNamed) return text;
    return style === "matrix" && text === "" ? name : `${name}=${text}`;
  };
  const writeItem = (item: unknown): string => write(toText(item, label), separator);

  if (Array.isArray(value)) {
    const items = value.filter(isPresent).map(writeItem);
    if (items.length === 0) return undefined;
    return prefix + (explode ? items.map(withName).join(exploded) : withName(items.join(joined)));
  }
  if (!isRecord(value)) return prefix + withName(write(toText(value, label)));
  if (explode && (style === "spaceDelimited" || style === "pipeDelimited"))
    throw new UsageError(`${label} is an object, which its style cannot carry`);
  const members = Object.entries(value).filter(([, member]) => isPresent(member));
  if (members.length === 0) return undefined;
  const pairs = members.map(([key, member]) => [writeItem(key), writeItem(member)]);
  if (!explode) return prefix + withName(pairs.flat().join(joined));
  return prefix + pairs.map((pair) => pair.join("=")).join(exploded);
}

/**
 * Writes an object as `name[key]=value`, at any depth, and a list as `name[]=value`.
 *
 * @throws UsageError for a list of lists or objects, which servers read differently
 */
export function writeDeep(name: string, value: unknown, label: string, write: WriteText): readonly string[] {
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, member]) =>
      writeDeep(`${name}[${write(toText(key, label))}]`, member, label, write),
    );
  }
  if (!isPresent(value)) return [];
  if (!Array.isArray(value)) return [`${name}=${write(toText(value, label))}`];
  return value.filter(isPresent).map((item) => `${name}[]=${write(toText(item, label))}`);
}

/** False for values that are omitted. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
