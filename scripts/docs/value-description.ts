import { isNode, listOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { codeSpan } from "../markdown/escape.ts";
import { renderInline } from "../markdown/wording.ts";
import { renderBadge } from "./certainty-badge.ts";

/** Maximum number of values of a closed list, and of characters of a description, in a cell. */
const MOST_VALUES = 200;
const MOST_CHARACTERS = 2_000;

const LIMITS = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
  minLength: "characters at least:",
  maxLength: "characters at most:",
  minItems: "items at least:",
  maxItems: "items at most:",
  pattern: "pattern:",
} as const;

/** Describes a value: the contract's description, then values, limits, default, example and certainty. */
export function describe(schema: Node): string {
  const list = listOf(schema["enum"]);
  const known = listOf(schema["x-known-values"]);
  const limits = Object.entries(LIMITS).flatMap(([key, words]) =>
    ["number", "string"].includes(typeof schema[key]) ? [`${words} ${code(schema[key])}`] : [],
  );
  const { example } = schema;
  const isShort = example !== undefined && !isNode(example) && !Array.isArray(example);
  return [
    sentence(renderInline(shorten(textOf(schema["description"]) ?? ""))),
    list.length > 0 ? `One of ${listValues(list)}.` : "",
    known.length > 0 ? `Documented: ${listValues(known)}; others may appear.` : "",
    limits.length > 0 ? sentence(capitalize(limits.join(", "))) : "",
    schema["default"] === undefined ? "" : `Default: ${code(schema["default"])}.`,
    isShort ? `Example: ${code(example)}.` : "",
    renderBadge(schema),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** Adds a full stop, unless the text already ends with punctuation. */
export function sentence(text: string): string {
  return text === "" || /[.:!?]$/.test(text) ? text : `${text}.`;
}

/** Writes a JSON value as a code span. */
export function code(value: unknown): string {
  return codeSpan(typeof value === "string" ? value : JSON.stringify(value));
}

function listValues(values: readonly unknown[]): string {
  const rest = values.length - MOST_VALUES;
  return [...values.slice(0, MOST_VALUES).map(code), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}

function shorten(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
