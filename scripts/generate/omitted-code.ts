import { oapiRef } from "openapi-typescript";
import ts from "typescript";
import { nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/** Marks a reference whose `code` is left out; holds the reference. */
const OMITTED_CODE_MARK = "x-omitted-code";

/** A reference without the schema's `code`, which the schema beside it declares. */
export function omitCode(schema: Node): Node {
  const reference = textOf(schema["$ref"]);
  // Without a type, openapi-typescript would not call the transformation.
  return reference === undefined ? schema : { type: "object", [OMITTED_CODE_MARK]: reference };
}

/**
 * For openapi-typescript's `transform`. An intersection is not enough: the schema's plain `string` for `code` would
 * absorb the known codes.
 */
export function typeOmittedCode(schema: unknown): ts.TypeNode | undefined {
  const reference = textOf(nodeOf(schema)[OMITTED_CODE_MARK]);
  if (reference === undefined) return undefined;
  const { factory } = ts;
  const code = factory.createLiteralTypeNode(factory.createStringLiteral("code"));
  return factory.createTypeReferenceNode("Omit", [oapiRef(reference), code]);
}
