import { makeDocumentFromString, Source, YamlParseError } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { ContractError } from "./contract-error.ts";
import { parseJson } from "./json.ts";
import { placeAt } from "./text.ts";

const JSON_TYPE = "application/json";

/** Advice for errors of the parser. */
const ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/duplicated mapping key/, "keep one of the two"],
  [/tab characters/, "indent with spaces"],
  [/unidentified alias/, "define its anchor earlier, or use a $ref"],
  [/null byte|non-printable/, "this is not a text file; name the contract itself"],
  [/but found more/, "keep one document per file"],
  [/maxDepth/, "move the nested part to components and use a $ref"],
  [/unknown .* tag/, "remove the tag"],
  [/complex keys/, "a key is plain text"],
];

/**
 * Parses YAML or JSON.
 *
 * @throws ContractError with the place and what to do
 */
export function parseText(text: string, file: string, name: string): Document {
  const parsed = parseJson(text);
  if (parsed !== undefined) return { source: new Source(file, text, JSON_TYPE), parsed };
  const comment = findJsonComment(text);
  if (comment !== undefined) {
    throw new ContractError([
      `${name}:${placeAt(text, comment)}: JSON has no comments; remove them, or write the contract in YAML`,
    ]);
  }
  try {
    return makeDocumentFromString(text, file);
  } catch (error) {
    if (!(error instanceof YamlParseError)) throw error;
    const reason = error.message.replace(/ in ".*$/, "");
    const [, advice = "correct it"] = ADVICE.find(([pattern]) => pattern.test(reason)) ?? [];
    throw new ContractError([
      `${name}:${placeOfSyntaxError(error, text)}: not valid YAML or JSON: ${reason}; ${advice}`,
    ]);
  }
}

/** True if a value may stand in several places of a parsed document. JSON has no aliases. */
export function mayHaveAliases({ source }: Document): boolean {
  return source.mimeType !== JSON_TYPE;
}

const STRING_OR_COMMENT = /"[^"\\]*(?:\\.[^"\\]*)*"|\/\/.*|\/\*[^]*?(?:\*\/|$)/g;

/** The index of the first comment if a text is JSON except for its comments. YAML reads most of them as texts. */
function findJsonComment(text: string): number | undefined {
  if (!/^\s*(\{|\/[/*])/.test(text)) return undefined;
  const comments: number[] = [];
  const without = text.replaceAll(STRING_OR_COMMENT, (match, index: number) => {
    if (match.startsWith('"')) return match;
    comments.push(index);
    return "";
  });
  return comments.length > 0 && parseJson(without) !== undefined ? comments[0] : undefined;
}

/** The parser gives no place for a second document, which begins at the second `---` or after `...`. */
function placeOfSyntaxError({ line, col }: YamlParseError, text: string): string {
  if (!Number.isNaN(line)) return `${line}:${col}`;
  const lines = text.split("\n");
  const first = lines.findIndex((content) => /^[^\s#%]/.test(content));
  const second = lines.findIndex((content, index) => index > first && /^---(\s|$)/.test(content));
  return `${second + 1 || 1}:1`;
}
