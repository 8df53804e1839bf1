import { createHash } from "node:crypto";
import { createConfig, lintDocument } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { ClosedResolver } from "./closed-resolver.ts";
import { ContractError, PointerError } from "./contract-error.ts";
import { nodeOf, textOf, valueAt } from "./document.ts";
import type { Node } from "./document.ts";
import { checkOpenApiVersion } from "./openapi-version.ts";
import { applyOverlay } from "./overlay.ts";
import { extendsItself, findReferences, isDecodable, isEndless, isOutside } from "./references.ts";
import type { FoundReference } from "./references.ts";
import { isAnchorReference, resolveAnchors } from "./schema-anchors.ts";
import { readSource } from "./source.ts";
import type { Source } from "./source.ts";
import { prepareForValidator } from "./validated.ts";

/** A contract that was read and found valid. */
export interface Contract {
  /** With the overlay applied, if there is one. */
  readonly document: Node;
  readonly title: string;
  readonly version: string;
  /** Of the file's text: a byte-order mark and the kind of line ends do not count, because git may change them. */
  readonly sha256: string;
  /** Of the overlay's file. */
  readonly overlaySha256: string | undefined;
  /** Properties where OpenAPI has none of that name, with their places: a misspelling, or of no use to anyone. */
  readonly strays: readonly string[];
  /** The place of what a JSON pointer points at, in the contract's file or the overlay's. */
  readonly locate: (pointer: string) => string;
}

/** A file and what the messages call it. */
export interface NamedFile {
  readonly file: string;
  readonly name: string;
}

const RULES = {
  struct: "error",
  "no-unresolved-refs": "error",
} as const;

/** What readers of OpenAPI ignore: many published contracts have some, and nothing is generated from it. */
const STRAY = /: Property `[^`]*` is not expected here/;

/** Only responses must have one, and nothing but a comment is made of it: a warning. */
const UNDESCRIBED = ": The field `description` must be present on this level";

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
export async function makeContract(written: Source, overlay?: Source): Promise<Contract> {
  const source = { ...written, root: resolveAnchors(written.root) };
  const strays = await validate(source);
  const document = overlay === undefined ? source.root : await applyValidated(source, overlay);
  const info = nodeOf(document["info"]);
  return {
    document,
    title: textOf(info["title"]) ?? "",
    version: textOf(info["version"]) ?? "",
    sha256: hashOf(source),
    overlaySha256: overlay === undefined ? undefined : hashOf(overlay),
    strays,
    locate: (pointer) =>
      overlay === undefined || valueAt(source.root, pointer) !== undefined
        ? source.locate(pointer)
        : `${overlay.name}: adds ${pointer}`,
  };
}

/** An error about a part of a contract with its place, where the error names the part only by pointer. */
export function placeError({ locate }: Contract, error: unknown): unknown {
  if (!(error instanceof PointerError)) return error;
  return new ContractError([`${locate(error.pointer)}: ${error.message}`]);
}

/** @returns the places of stray properties */
async function validate(source: Source): Promise<readonly string[]> {
  checkOpenApiVersion(source);
  checkReferences(source.root, source.locate);
  return checkStructure(source, source.root, source.locate);
}

async function checkStructure(
  { parsed }: Source,
  root: Node,
  locate: Source["locate"],
): Promise<readonly string[]> {
  const found = await lint({ source: parsed.source, parsed: prepareForValidator(root) }, locate);
  const strays = found.filter((problem) => STRAY.test(problem));
  const problems = found.filter((problem) => !STRAY.test(problem) && !problem.includes(UNDESCRIBED));
  if (problems.length > 0) throw new ContractError(problems);
  return strays;
}

/** The validator breaks off at some of these, and tells no place. */
function checkReferences(root: Node, locate: Source["locate"]): void {
  const references = findReferences(root);
  const refuse = (isBad: (found: FoundReference) => boolean, reason: string): void => {
    const bad = references.filter(isBad);
    if (bad.length === 0) return;
    throw new ContractError(
      bad.map(({ pointer, reference }) => `${locate(pointer)}: ${reference || '""'} ${reason}`),
    );
  };
  refuse(
    isOutside,
    "leaves the document, and no other file or address is read; bundle the contract into one file first",
  );
  refuse((found) => !isDecodable(found), "has a % that begins no code of a character; write it as %25");
  refuse(
    ({ reference }) => isAnchorReference(reference),
    "names no $anchor that exactly one schema has; write the place, such as #/components/schemas/Thing",
  );
  refuse(
    (found) => isEndless(root, found),
    "leads from $ref to $ref for ever; one of them must be a definition",
  );
  refuse(
    (found) => extendsItself(root, found),
    "leads through allOf back to the schema that has it, which has no end; leave the part out",
  );
}

/** An overlay can break what was valid: the result has no lines of its own, so its problems are told by pointer. */
async function applyValidated(source: Source, overlay: Source): Promise<Node> {
  const document = resolveAnchors(applyOverlay(source.root, overlay));
  const locate = (pointer: string): string => `${overlay.name}: makes ${source.name} invalid at ${pointer}`;
  checkReferences(document, locate);
  await checkStructure(source, document, locate);
  return document;
}

async function lint(document: Document, locate: Source["locate"]): Promise<readonly string[]> {
  const config = await createConfig({ rules: RULES });
  const problems = await lintDocument({
    document,
    config,
    externalRefResolver: new ClosedResolver(),
  }).catch((error: unknown) => {
    // The validator follows each $ref on the way down.
    if (!(error instanceof RangeError)) throw error;
    throw new ContractError([`${locate("#/")}: $refs lead thousands of levels deep; make the chain shorter`]);
  });
  const found = problems
    .filter(({ severity }) => severity === "error")
    .map(({ ruleId, message, location: [location] }) => {
      const pointer = location?.pointer ?? "#/";
      const reference = ruleId === "no-unresolved-refs" ? referenceAt(document, pointer) : undefined;
      const problem =
        reference === undefined
          ? message.trim().replace(/\s+/g, " ")
          : `${reference} leads nowhere; correct it, or add what it names`;
      return `${locate(pointer, location?.reportOnKey)}: ${problem}`;
    });
  // What several places refer to is found once for each.
  return [...new Set(found)];
}

/** Of a `$ref` or of an entry in the mapping of a discriminator. */
function referenceAt({ parsed }: Document, pointer: string): string | undefined {
  const value = valueAt(parsed, pointer);
  return textOf(value) ?? textOf(nodeOf(value)["$ref"]);
}

function hashOf({ text }: Source): string {
  return createHash("sha256").update(text).digest("hex");
}
