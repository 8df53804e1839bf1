import { isDeepStrictEqual } from "node:util";
import type { Node } from "../contract/document.ts";
import type { Draft } from "./difference.ts";

/** Keys that only describe, and what they are called. */
const TEXTS: Readonly<Record<string, string>> = {
  title: "title",
  summary: "summary",
  description: "description",
  example: "example",
  examples: "examples",
  externalDocs: "link",
  deprecated: "deprecation",
  "x-confirmed": "note on what is confirmed",
  "x-inferred": "note on what is inferred",
  tags: "tags",
};

/** Keys that say what no type can. */
const CONSTRAINTS = new Set([
  ...["format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"],
  ...["readOnly", "writeOnly", "default", "not", "discriminator", "contentEncoding", "contentMediaType"],
  ...["style", "explode", "allowReserved", "allowEmptyValue"],
]);

/** What changed in texts and constraints: neither shows in types, and what compiled compiles. */
export function* compareTexts(before: Node, after: Node): Generator<Draft> {
  const changed = (key: string): boolean => !isDeepStrictEqual(before[key], after[key]);
  const base = { effect: "none", otherwise: "documentation", suspected: false } as const;
  const texts = Object.keys(TEXTS)
    .filter(changed)
    .map((key) => TEXTS[key]);
  if (texts.length > 0) {
    yield {
      ...base,
      what: `${texts.join(" and ")} changed`,
      why: () => "only what editors and documents show changes",
    };
  }
  for (const key of CONSTRAINTS) {
    if (!changed(key)) continue;
    yield {
      ...base,
      what: `${key} ${describe(before[key], after[key])}`,
      why: (code) => `the type of \`${code}\` does not carry it; what the API takes and gives may differ`,
    };
  }
}

function describe(before: unknown, after: unknown): string {
  if (before === undefined) return `${render(after)} added`;
  return after === undefined
    ? `${render(before)} removed`
    : `changed from ${render(before)} to ${render(after)}`;
}

function render(value: unknown): string {
  return typeof value === "object" ? "" : JSON.stringify(value);
}
