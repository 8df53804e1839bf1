import { readFile } from "node:fs/promises";
import { getLineColLocation } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { findAliasProblem } from "./aliases.ts";
import { ContractError } from "./contract-error.ts";
import { isNode, valueAt } from "./document.ts";
import { findForeignNumber, hasBytes } from "./foreign-values.ts";
import type { Node } from "./document.ts";
import { mayHaveAliases, parseText } from "./syntax.ts";
import { decodeText, placeAt } from "./text.ts";

/** A YAML or JSON file, with the places of its values. */
export interface Source {
  /** Name of the file in messages. */
  readonly name: string;
  /** Text without byte-order mark, with line feeds as line ends. */
  readonly text: string;
  readonly root: Node;
  /** Form of the file for the validator. */
  readonly parsed: Document;
  /** `name:line:column` of the value at a JSON pointer such as `#/info`, or of its key. */
  readonly locate: (pointer: string, ofKey?: boolean) => string;
}

/**
 * Reads a YAML or JSON file that has a mapping at its root.
 *
 * @param name name of the file in messages
 * @param kind what it should be, such as `OpenAPI document`
 * @throws ContractError with the place
 */
export async function readSource(file: string, name: string, kind: string): Promise<Source> {
  return parseSource(await readBytes(file, name), file, name, kind);
}

/** Like {@link readSource}, for bytes that were already read. */
export function parseSource(bytes: Buffer, file: string, name: string, kind: string): Source {
  const text = decodeText(bytes, name);
  const parsed = parseText(text, file, name);
  const root: unknown = parsed.parsed;
  if (!isNode(root)) {
    const reason = text.trim() === "" ? "the file is empty" : "no mapping at its root";
    throw new ContractError([`${name}:1:1: no ${kind}: ${reason}; name the file that holds it`]);
  }
  const locate = (pointer: string, ofKey = false): string => {
    // A key without a value has only the place of the key.
    const reportOnKey = ofKey || valueAt(root, pointer) === null;
    const { start } = getLineColLocation({ source: parsed.source, pointer, reportOnKey });
    return `${name}:${start.line}:${start.col}`;
  };
  checkTags(root, text, name);
  const problem = mayHaveAliases(parsed) ? findAliasProblem(root) : undefined;
  if (problem !== undefined) throw new ContractError([`${locate(problem.pointer)}: ${problem.reason}`]);
  const foreign = findForeignNumber(root);
  if (foreign !== undefined) {
    throw new ContractError([
      `${locate(foreign)}: not a number that JSON has; write another number or a text`,
    ]);
  }
  return { name, text, root: stateVersion(root), parsed, locate };
}

/** The parser accepts this tag, but cannot find places in a document that has it. */
function checkTags(root: Node, text: string, name: string): void {
  const at = text.search(/!(!|<tag:yaml\.org,2002:)binary/);
  if (at < 0 || !hasBytes(root)) return;
  throw new ContractError([
    `${name}:${placeAt(text, at)}: not valid YAML or JSON: tag !!binary; remove the tag`,
  ]);
}

/** Reads the bytes of a file. Throws the reason if it cannot. */
export async function readBytes(file: string, name: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reasons: Record<string, string> = {
      ENOENT: "no such file",
      ENOTDIR: "no such file",
      EISDIR: "a folder, not a file",
      EACCES: "no permission to read it",
      EPERM: "no permission to read it",
    };
    throw new ContractError([
      `${name}: ${reasons[code] ?? `cannot be read (${code})`}; name a file that can be read`,
    ]);
  }
}

/** YAML reads `openapi: 3.1` as a number. */
function stateVersion(root: Node): Node {
  const { openapi } = root;
  if (typeof openapi !== "number") return root;
  return { ...root, openapi: Number.isInteger(openapi) ? `${openapi}.0` : String(openapi) };
}
