import { readFile } from "node:fs/promises";
import { getLineColLocation, makeDocumentFromString, YamlParseError } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { ContractError } from "./contract-error.ts";
import { isNode } from "./document.ts";
import type { Node } from "./document.ts";

/** A YAML or JSON file that was read, and its places. */
export interface Source {
  /** What the messages call the file. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly root: Node;
  /** For the validator. */
  readonly parsed: Document;
  /** `name:line:column` of what a JSON pointer such as `#/info` points at, or of its key. */
  readonly locate: (pointer: string, ofKey?: boolean) => string;
}

/**
 * Reads a YAML or JSON file that has a mapping at its root.
 *
 * @param name what the messages call the file
 * @param kind what it should be, such as `OpenAPI document`
 * @throws ContractError with the place
 */
export async function readSource(file: string, name: string, kind: string): Promise<Source> {
  return parseSource(await readBytes(file, name), file, name, kind);
}

/** As {@link readSource}, of bytes that are there already. */
export function parseSource(bytes: Buffer, file: string, name: string, kind: string): Source {
  const parsed = parse(bytes.toString("utf8").replace(/^\uFEFF/, ""), file, name);
  const root: unknown = parsed.parsed;
  if (!isNode(root)) throw new ContractError([`${name}:1:1: no ${kind}: no mapping at its root`]);
  if (isCircular(root)) {
    throw new ContractError([`${name}: a YAML alias stands inside what it names; use a $ref in its place`]);
  }
  const locate = (pointer: string, ofKey = false): string => {
    const { start } = getLineColLocation({ source: parsed.source, pointer, reportOnKey: ofKey });
    return `${name}:${start.line}:${start.col}`;
  };
  return { name, bytes, root, parsed, locate };
}

async function readBytes(file: string, name: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reasons: Record<string, string> = { ENOENT: "no such file", EISDIR: "a folder, not a file" };
    throw new ContractError([
      `${name}: ${reasons[code] ?? `cannot be read (${code})`}; name a file that can be read`,
    ]);
  }
}

function parse(text: string, file: string, name: string): Document {
  try {
    return makeDocumentFromString(text, file);
  } catch (error) {
    if (!(error instanceof YamlParseError)) throw error;
    const position = Number.isNaN(error.line) ? name : `${name}:${error.line}:${error.col}`;
    const reason = error.message.replace(/ in ".*$/, "");
    throw new ContractError([`${position}: not valid YAML or JSON: ${reason}`]);
  }
}

function isCircular(document: Node): boolean {
  try {
    JSON.stringify(document);
    return false;
  } catch {
    return true;
  }
}
