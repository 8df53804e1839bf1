import { ContractError } from "../contract/contract-error.ts";
import { isNode, nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findOutsideReferences } from "../contract/references.ts";
import { parseSource } from "../contract/source.ts";
import type { Source } from "../contract/source.ts";
import { decodeText } from "../contract/text.ts";
import { findFragment } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import type { Material } from "./material.ts";
import { dropEditorMarks } from "./editor-marks.ts";
import { findOperationParts, splitDocument } from "./parts.ts";
import type { ImportedPart } from "./parts.ts";

/** A documentation page with its parts. */
export interface ContractPage {
  readonly name: string;
  /** Absolute path, or the address of the download. */
  readonly file: string;
  /** Text of the whole page. */
  readonly text: string;
  /** The fragment; its places are those of the page. */
  readonly source: Source;
  /** Document without the marks of editors. */
  readonly parts: readonly ImportedPart[];
  /** The parts that are operations; at least one. */
  readonly operations: readonly ImportedPart[];
}

/**
 * Reads a documentation page.
 *
 * @throws ContractError with the place in the page if it cannot be understood
 */
export function readContractPage({ bytes, file, name }: Material): ContractPage {
  const text = decodeText(bytes, name);
  const fragment = findFragment(text, name);
  const source = parseSource(Buffer.from(fragment.text), file, name, "OpenAPI fragment");
  const problems = [...checkOperation(source, fragment), ...checkPageReferences(source)];
  if (problems.length > 0) throw new ContractError(problems);
  const parts = splitDocument(dropEditorMarks(source.root));
  return { name, file, text, source, parts, operations: findOperationParts(parts) };
}

function checkOperation({ root, name, locate }: Source, { line, operation }: Fragment): readonly string[] {
  if (textOf(root["openapi"]) === undefined) {
    return [`${locate("#/openapi", true)}: \`openapi\` must name a version, such as 3.0.3 or 3.1.0`];
  }
  const operations = findOperationParts(splitDocument(root));
  if (operation !== undefined && !isNode(itemOf(root, operation.path)[operation.method])) {
    return [
      `${name}:${line}:1: this line names ${operation.method.toUpperCase()} ${operation.path}, which the fragment lacks; fetch the page again`,
    ];
  }
  return operations.length > 0
    ? []
    : [`${name}:${line}:1: the fragment has no operation; fetch the page again`];
}

function itemOf(root: Node, path: string): Node {
  return nodeOf(nodeOf(root["paths"])[path]);
}

function checkPageReferences({ root, locate }: Source): readonly string[] {
  return findOutsideReferences(root).map(
    ({ pointer, reference }) =>
      `${locate(pointer)}: ${reference} refers to another file; a page must contain everything that it refers to`,
  );
}
