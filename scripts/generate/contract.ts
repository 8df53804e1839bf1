import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  BaseResolver,
  createConfig,
  getLineColLocation,
  lintDocument,
  makeDocumentFromString,
  YamlParseError,
} from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { ContractError } from "./contract-error.ts";
import { isNode, nodeOf, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { findOutsideReferences } from "./references.ts";

/** A contract that was read and found valid. */
export interface Contract {
  readonly document: Node;
  readonly title: string;
  readonly version: string;
  /** Of the file, byte by byte. */
  readonly sha256: string;
}

const RULES = {
  struct: "error",
  "no-unresolved-refs": "error",
  "operation-operationId-unique": "error",
} as const;

/**
 * Reads a contract, YAML or JSON, and validates it: openapi-typescript accepts `type: bool` or a missing `info`.
 *
 * @param name what the messages call the file
 * @throws ContractError with every problem that was found
 */
export async function readContract(file: string, name: string): Promise<Contract> {
  const bytes = await readBytes(file, name);
  const source = parse(bytes.toString("utf8"), file, name);
  const document = checkRoot(source, name);
  for (const problems of [checkReferences(source, document, name), await lint(source, name)]) {
    if (problems.length > 0) throw new ContractError(problems);
  }
  const info = nodeOf(document["info"]);
  return {
    document,
    title: textOf(info["title"]) ?? "",
    version: textOf(info["version"]) ?? "",
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

async function readBytes(file: string, name: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reasons: Record<string, string> = { ENOENT: "no such file", EISDIR: "a folder, not a file" };
    const reason = reasons[code] ?? `cannot be read (${code})`;
    throw new ContractError([`${name}: ${reason}; name the contract with --spec FILE`]);
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

function checkRoot(source: Document, name: string): Node {
  const { parsed } = source;
  if (!isNode(parsed)) throw new ContractError([`${name}:1:1: no OpenAPI document: no mapping at its root`]);
  const { openapi, swagger } = parsed;
  if (swagger !== undefined) {
    throw new ContractError([
      `${locate(source, name, "#/swagger")}: Swagger is not supported; convert the contract to OpenAPI 3.0 or 3.1`,
    ]);
  }
  if (typeof openapi !== "string") {
    const position = openapi === undefined ? `${name}:1:1` : locate(source, name, "#/openapi");
    throw new ContractError([`${position}: \`openapi\` must name a version, such as 3.0.3 or 3.1.0`]);
  }
  if (!/^3\.[01]\.\d/.test(openapi)) {
    throw new ContractError([
      `${locate(source, name, "#/openapi")}: OpenAPI ${openapi} is not supported; versions 3.0.x and 3.1.x are`,
    ]);
  }
  if (isCircular(parsed)) {
    throw new ContractError([`${name}: a YAML alias stands inside what it names; use a $ref in its place`]);
  }
  return parsed;
}

function isCircular(document: Node): boolean {
  try {
    JSON.stringify(document);
    return false;
  } catch {
    return true;
  }
}

function checkReferences(source: Document, document: Node, name: string): readonly string[] {
  return findOutsideReferences(document).map(
    ({ pointer, reference }) =>
      `${locate(source, name, pointer)}: ${reference} leaves the document; bundle the contract into one file first`,
  );
}

async function lint(source: Document, name: string): Promise<readonly string[]> {
  const config = await createConfig({ rules: RULES });
  const problems = await lintDocument({ document: source, config, externalRefResolver: new BaseResolver() });
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ message, location: [location] }) => {
      const position =
        location === undefined ? name : locate(source, name, location.pointer ?? "#/", location.reportOnKey);
      return `${position}: ${message.trim().replace(/\s+/g, " ")}`;
    });
}

function locate(source: Document, name: string, pointer: string, reportOnKey = false): string {
  const { start } = getLineColLocation({ source: source.source, pointer, reportOnKey });
  return `${name}:${start.line}:${start.col}`;
}
