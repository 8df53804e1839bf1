import { createHash } from "node:crypto";
import { BaseResolver, createConfig, lintDocument, makeDocumentFromString } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { ContractError } from "./contract-error.ts";
import { nodeOf, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { applyOverlay } from "./overlay.ts";
import { findOutsideReferences } from "./references.ts";
import { readSource } from "./source.ts";
import type { Source } from "./source.ts";

/** A contract that was read and found valid. */
export interface Contract {
  /** With the overlay applied, if there is one. */
  readonly document: Node;
  readonly title: string;
  readonly version: string;
  /** Of the file, byte by byte. */
  readonly sha256: string;
  /** Of the overlay's file. */
  readonly overlaySha256: string | undefined;
}

/** A file and what the messages call it. */
export interface NamedFile {
  readonly file: string;
  readonly name: string;
}

const RULES = {
  struct: "error",
  "no-unresolved-refs": "error",
  "operation-operationId-unique": "error",
} as const;

/**
 * Reads a contract, YAML or JSON, and validates it: openapi-typescript accepts `type: bool` or a missing `info`. What an
 * overlay makes of it is validated as well.
 *
 * @throws ContractError with every problem that was found
 */
export async function readContract(contract: NamedFile, overlay?: NamedFile): Promise<Contract> {
  const source = await readSource(contract.file, contract.name, "OpenAPI document");
  const additions =
    overlay === undefined ? undefined : await readSource(overlay.file, overlay.name, "OpenAPI overlay");
  return makeContract(source, additions);
}

/** As {@link readContract}, of files that were read already. */
export async function makeContract(source: Source, overlay?: Source): Promise<Contract> {
  await validate(source);
  const document = overlay === undefined ? source.root : await applyValidated(source, overlay);
  const info = nodeOf(document["info"]);
  return {
    document,
    title: textOf(info["title"]) ?? "",
    version: textOf(info["version"]) ?? "",
    sha256: hashOf(source),
    overlaySha256: overlay === undefined ? undefined : hashOf(overlay),
  };
}

async function validate(source: Source): Promise<void> {
  checkVersion(source);
  const checks = [() => checkReferences(source), () => lint(source.parsed, source.locate)];
  for (const check of checks) {
    const problems = await check();
    if (problems.length > 0) throw new ContractError(problems);
  }
}

function checkVersion({ root, name, locate }: Source): void {
  const { openapi, swagger } = root;
  if (swagger !== undefined) {
    throw new ContractError([
      `${locate("#/swagger")}: Swagger is not supported; convert the contract to OpenAPI 3.0 or 3.1`,
    ]);
  }
  if (typeof openapi !== "string") {
    const position = openapi === undefined ? `${name}:1:1` : locate("#/openapi");
    throw new ContractError([`${position}: \`openapi\` must name a version, such as 3.0.3 or 3.1.0`]);
  }
  if (!/^3\.[01]\.\d/.test(openapi)) {
    throw new ContractError([
      `${locate("#/openapi")}: OpenAPI ${openapi} is not supported; versions 3.0.x and 3.1.x are`,
    ]);
  }
}

function checkReferences({ root, locate }: Source): readonly string[] {
  return findOutsideReferences(root).map(
    ({ pointer, reference }) =>
      `${locate(pointer)}: ${reference} leaves the document; bundle the contract into one file first`,
  );
}

/** An overlay can break what was valid: the result has no lines of its own, so its problems are told by pointer. */
async function applyValidated(source: Source, overlay: Source): Promise<Node> {
  const document = applyOverlay(source.root, overlay);
  const result = makeDocumentFromString(JSON.stringify(document), source.parsed.source.absoluteRef);
  const problems = await lint(
    result,
    (pointer) => `${overlay.name}: makes ${source.name} invalid at ${pointer}`,
  );
  if (problems.length > 0) throw new ContractError(problems);
  return document;
}

async function lint(document: Document, locate: Source["locate"]): Promise<readonly string[]> {
  const config = await createConfig({ rules: RULES });
  const problems = await lintDocument({ document, config, externalRefResolver: new BaseResolver() });
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ message, location: [location] }) => {
      const position = locate(location?.pointer ?? "#/", location?.reportOnKey);
      return `${position}: ${message.trim().replace(/\s+/g, " ")}`;
    });
}

function hashOf({ bytes }: Source): string {
  return createHash("sha256").update(bytes).digest("hex");
}
