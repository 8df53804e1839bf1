import { createHash } from "node:crypto";
import { createConfig, lintDocument } from "@redocly/openapi-core";
import type { Document } from "@redocly/openapi-core";
import { writeBooleanSchemas } from "./boolean-schemas.ts";
import { ClosedResolver } from "./closed-resolver.ts";
import { ContractError, PointerError } from "./contract-error.ts";
import { nodeOf, textOf, valueAt } from "./document.ts";
import type { Node } from "./document.ts";
import { dropForbiddenContent } from "./forbidden-content.ts";
import { encodePercent } from "./pointer.ts";
import { checkOpenApiVersion } from "./openapi-version.ts";
import { applyOverlay } from "./overlay.ts";
import { mergePathItems } from "./path-items.ts";
import {
  extendsItself,
  findReferences,
  hasTarget,
  isDecodable,
  isEndless,
  isOutside,
  missesSchema,
} from "./references.ts";
import type { FoundReference } from "./references.ts";
import { isAnchorReference, resolveAnchors } from "./schema-anchors.ts";
import { findUndefinedSchemes } from "./security.ts";
import { readSource } from "./source.ts";
import type { Source } from "./source.ts";
import { prepareForValidator } from "./validated.ts";

/** A valid contract. */
export interface Contract {
  /** With the overlay applied, if there is one. */
  readonly document: Node;
  readonly title: string;
  readonly version: string;
  /** Hash of the file's text, without byte-order mark and with line feeds as line ends, because git may change both. */
  readonly sha256: string;
  /** Hash of the overlay's text. */
  readonly overlaySha256: string | undefined;
  /** Properties that OpenAPI does not define, with their places: misspelled or useless. */
  readonly strays: readonly string[];
  /** Returns the place of a JSON pointer's value, in the contract's file or the overlay's. */
  readonly locate: (pointer: string) => string;
}

/** A file and its name in messages. */
export interface NamedFile {
  readonly file: string;
  readonly name: string;
}

const RULES = {
  struct: "error",
  "no-unresolved-refs": "error",
} as const;

/** Problem that is ignored: many published contracts have such properties, and nothing is generated from them. */
const STRAY = /: Property `[^`]*` is not expected here/;

/** A missing description is not an error: descriptions only become comments. */
const UNDESCRIBED = "The field `description` must be present on this level";

/**
 * Reads a contract, YAML or JSON, and validates it: openapi-typescript accepts `type: bool` or a missing `info`. Also
 * validates the result of an overlay.
 *
 * @throws ContractError with every problem that was found
 */
export async function readContract(contract: NamedFile, overlay?: NamedFile): Promise<Contract> {
  const source = await readSource(contract.file, contract.name, "OpenAPI document");
  const additions =
    overlay === undefined ? undefined : await readSource(overlay.file, overlay.name, "OpenAPI overlay");
  return makeContract(source, additions);
}

/** Like {@link readContract}, for files that were already read. */
export async function makeContract(written: Source, overlay?: Source): Promise<Contract> {
  const source = { ...written, root: prepare(written.root) };
  const strays = await validate(source);
  const document = overlay === undefined ? source.root : await applyValidated(source, overlay);
  const info = nodeOf(document["info"]);
  const locate = (pointer: string): string =>
    overlay === undefined || valueAt(source.root, pointer) !== undefined
      ? source.locate(pointer)
      : `${overlay.name}: adds ${pointer}`;
  checkSecurity(document, locate);
  return {
    document,
    title: textOf(info["title"]) ?? "",
    version: textOf(info["version"]) ?? "",
    sha256: hashOf(source),
    overlaySha256: overlay === undefined ? undefined : hashOf(overlay),
    strays,
    locate,
  };
}

/** Rewrites what is valid in OpenAPI, but refused by the validator or by openapi-typescript. */
function prepare(root: Node): Node {
  return writeBooleanSchemas(dropForbiddenContent(mergePathItems(resolveAnchors(root))));
}

/** Adds the place to an error that names a part of the contract only by pointer. */
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
  const problems = found.filter((problem) => !STRAY.test(problem));
  if (problems.length > 0) throw new ContractError(problems);
  return strays;
}

/** The validator stops at some of these references without a place. */
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
    ({ reference }) => reference === "",
    "is no reference; write one, such as #/components/schemas/Thing",
  );
  refuse(
    isOutside,
    "leaves the document, and no other file or address is read; bundle the contract into one file first",
  );
  refuse((found) => !isDecodable(found), "has a % that is not percent-encoding; write it as %25");
  refuse(
    ({ reference }) => isAnchorReference(reference),
    "matches no $anchor, or more than one; write the place, such as #/components/schemas/Thing",
  );
  refuse((found) => isEndless(root, found), "is an endless chain of $refs; one of them must be a definition");
  refuse(
    (found) => extendsItself(root, found),
    "makes a schema extend itself through allOf, without end; remove it from the allOf",
  );
  refuse((found) => !hasTarget(root, found), "does not exist; correct it, or add the missing part");
  refuse(missesSchema, "is not a schema; write the place of one, such as #/components/schemas/Thing");
}

/** Checks the result of an overlay, which may add the schemes. */
function checkSecurity(document: Node, locate: (pointer: string) => string): void {
  const missing = findUndefinedSchemes(document);
  if (missing.length === 0) return;
  throw new ContractError(
    missing.map(
      ({ pointer, name }) =>
        `${locate(pointer)}: components has no security scheme "${name}"; correct the name, or add the scheme`,
    ),
  );
}

/** An overlay can make a valid contract invalid. The result has no line numbers, so messages use pointers. */
async function applyValidated(source: Source, overlay: Source): Promise<Node> {
  const document = prepare(applyOverlay(source.root, overlay));
  const locate = (pointer: string): string => `${overlay.name}: makes ${source.name} invalid at ${pointer}`;
  checkReferences(document, locate);
  await checkStructure(source, document, locate);
  return document;
}

async function lint(document: Document, locate: Source["locate"]): Promise<readonly string[]> {
  // An argument would take the compiler seconds: its type is computed from a JSON schema.
  const config = await createConfig();
  for (const version of ["oas3_0", "oas3_1"] as const) config.rules[version] = RULES;
  const problems = await lintDocument({
    document,
    config,
    externalRefResolver: new ClosedResolver(),
  }).catch((error: unknown) => {
    // The validator recurses into each $ref.
    if (!(error instanceof RangeError)) throw error;
    throw new ContractError([`${locate("#/")}: $refs lead thousands of levels deep; make the chain shorter`]);
  });
  const found = problems
    .filter(({ severity, message }) => severity === "error" && !message.startsWith(UNDESCRIBED))
    .map(({ ruleId, message, location: [location] }) => {
      const pointer = encodePercent(location?.pointer ?? "#/");
      const reference = ruleId === "no-unresolved-refs" ? referenceAt(document, pointer) : undefined;
      const problem =
        reference === undefined
          ? message.trim().replace(/\s+/g, " ")
          : `${reference} does not exist; correct it, or add the missing part`;
      return `${locate(pointer, location?.reportOnKey)}: ${problem}`;
    });
  // The validator reports a shared part once for each reference to it.
  return [...new Set(found)];
}

/** The reference in a `$ref` or in an entry of a discriminator's mapping. */
function referenceAt({ parsed }: Document, pointer: string): string | undefined {
  const value = valueAt(parsed, pointer);
  return textOf(value) ?? textOf(nodeOf(value)["$ref"]);
}

function hashOf({ text }: Source): string {
  return createHash("sha256").update(text).digest("hex");
}
