import { isNode, listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { findErrorResponses, jsonContentOf } from "../contract/error-responses.ts";
import { omitCode } from "./omitted-code.ts";
import { isString, openString } from "./open-strings.ts";
import { rewrite } from "../contract/rewrite.ts";

/** Types `code` in the body of each error response as the known codes of that response, or any other string. */
export function openKnownCodes(document: Node): Node {
  const typed = new Map<Node, Node>();
  for (const response of findErrorResponses(document)) {
    for (const content of jsonContentOf(response)) {
      const schema = nodeOf(content["schema"]);
      const codes = findCodes(response, schema);
      if (codes.length > 0) typed.set(content, { ...content, schema: typeCode(document, schema, codes) });
    }
  }
  return rewrite(document, typed);
}

/** The documented values of `code` in the body of an error response. */
export function findCodes(response: Node, schema: Node): readonly string[] {
  const known = stringsOf(response["x-known-codes"]);
  if (known.length > 0) return known;
  // Not resolved: a referenced schema may be shared, and its example may belong to another response.
  const code = nodeOf(nodeOf(schema["properties"])["code"]);
  const values = [code["enum"], [code["default"]], [code["example"]]].map(stringsOf);
  return values.find((strings) => strings.length > 0) ?? [];
}

function stringsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

function typeCode(document: Node, schema: Node, codes: readonly string[]): Node {
  const properties = nodeOf(schema["properties"]);
  const code = properties["code"];
  if (isNode(code) && code["$ref"] === undefined) {
    return isString(code)
      ? { ...schema, properties: { ...properties, code: openString(code, codes) } }
      : schema;
  }
  const required = listOf(resolve(document, schema)["required"]).filter((name) => name === "code");
  const typed = { type: "object", properties: { code: openString({}, codes) }, required };
  return { allOf: [omitCode(schema), typed] };
}
