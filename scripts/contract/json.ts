import { isNode } from "./document.ts";

/** Maximum depth of the YAML parser. */
const MOST_JSON_DEPTH = 100;

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?/g;

/**
 * Parses JSON about twice as fast as the YAML parser. Returns `undefined` for text that the YAML parser has to read or
 * report: other YAML, invalid or deeply nested text, and duplicate keys.
 */
export function parseJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return countKeys(value, 1) === countWrittenKeys(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

function countKeys(value: unknown, depth: number): number {
  const isList = Array.isArray(value);
  if (!isList && !isNode(value)) return 0;
  if (depth > MOST_JSON_DEPTH) return NaN;
  const children: readonly unknown[] = isList ? value : Object.values(value);
  return children.reduce<number>(
    (sum, child) => sum + countKeys(child, depth + 1),
    isList ? 0 : children.length,
  );
}

function countWrittenKeys(text: string): number {
  let keys = 0;
  STRING.lastIndex = 0;
  // `test` makes no arrays: a large contract has a million strings. Only a key ends with a colon.
  while (STRING.test(text)) if (text[STRING.lastIndex - 1] === ":") keys += 1;
  return keys;
}
