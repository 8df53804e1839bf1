import { readFile } from "node:fs/promises";
import { getLineColLocation } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { findAliasProblem } from "./aliases.ts";
import { ContractError } from "./contract-error.ts";
import { isNode } from "./document.ts";
import type { Node } from "./document.ts";
import { mayHaveAliases, parseText } from "./syntax.ts";
import { decodeText } from "./text.ts";

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
    const { start } = getLineColLocation({ source: parsed.source, pointer, reportOnKey: ofKey });
    return `${name}:${start.line}:${start.col}`;
  };
  const problem = mayHaveAliases(parsed) ? findAliasProblem(root) : undefined;
  if (problem !== undefined) throw new ContractError([`${locate(problem.pointer)}: ${problem.reason}`]);
  return { name, text, root: stateVersion(root), parsed, locate };
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
