import { isDeepStrictEqual } from "node:util";
import type { Node } from "../../contract/document.ts";
import type { DifferenceDraft } from "./difference.ts";

/** Keys that only describe, and their names in the report. */
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

/** Keys for constraints that types cannot express. */
const CONSTRAINTS = new Set([
  ...["format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"],
  ...["readOnly", "writeOnly", "default", "not", "discriminator", "contentEncoding", "contentMediaType"],
  ...["style", "explode", "allowReserved", "allowEmptyValue", "encoding"],
]);

/** Finds changes of texts and constraints. Types show neither, so existing code still compiles. */
export function* compareTexts(before: Node, after: Node): Generator<DifferenceDraft> {
  const changed = (key: string): boolean => !isDeepStrictEqual(before[key], after[key]);
  const base = { effect: "none", otherwise: "documentation", suspected: false } as const;
  const texts = Object.keys(TEXTS)
    .filter(changed)
    .map((key) => TEXTS[key]);
  if (texts.length > 0) {
    yield {
      ...base,
      what: `${texts.join(" and ")} changed`,
      why: () => "only texts in editors and documentation change",
    };
  }
  for (const key of CONSTRAINTS) {
    if (!changed(key)) continue;
    yield {
      ...base,
      what: `${key} ${describeConstraint(before[key], after[key])}`,
      why: (code) => `the type of \`${code}\` does not express it; the API may accept or return other values`,
    };
  }
}

/** Objects, such as discriminators, are too long to show. */
function describeConstraint(before: unknown, after: unknown): string {
  const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  if (typeof before === "object" || typeof after === "object") return change;
  return change === "changed"
    ? `changed from ${JSON.stringify(before)} to ${JSON.stringify(after)}`
    : `${JSON.stringify(before ?? after)} ${change}`;
}
