import { oapiRef } from "openapi-typescript";
import ts from "typescript";
import { nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

/** Marks a reference whose `code` is left out; holds the reference. */
const OMITTED_CODE_MARK = "x-omitted-code";

/** A schema that is referred to, without its `code`, which the one beside it gives. */
export function omitCode(schema: Node): Node {
  const reference = textOf(schema["$ref"]);
  // Without a type, openapi-typescript would not ask for one.
  return reference === undefined ? schema : { type: "object", [OMITTED_CODE_MARK]: reference };
}

/**
 * For openapi-typescript's `transform`: an intersection alone would not do, because the plain `string` that the schema
 * has for `code` swallows the known codes that are intersected with it.
 */
export function typeOmittedCode(schema: unknown): ts.TypeNode | undefined {
  const reference = textOf(nodeOf(schema)[OMITTED_CODE_MARK]);
  if (reference === undefined) return undefined;
  const { factory } = ts;
  const code = factory.createLiteralTypeNode(factory.createStringLiteral("code"));
  return factory.createTypeReferenceNode("Omit", [oapiRef(reference), code]);
}
