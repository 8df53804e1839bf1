import ts from "typescript";
import { isNode, nodeOf, operationsOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { formOf, sentMediaTypeOf } from "../contract/media-types.ts";
import { rewrite } from "../contract/rewrite.ts";
import { mapSubschemas } from "../contract/schemas.ts";
import { omit } from "./normalise/keywords.ts";

/** Marks a schema whose type is a class of the platform, by its name. openapi-typescript asks only about schemas with a `type`. */
const MARK = "x-platform-class";
const BLOB = { type: "string", [MARK]: "Blob" };
const FORM_DATA = { type: "string", [MARK]: "FormData" };

/**
 * Leaves of each request body what a client sends: the one media type, with a Blob where the contract has bytes, and a
 * FormData instead of any object that is sent as multipart. A GET, a HEAD and a TRACE have no body.
 */
export function shapeSentBodies(document: Node): Node {
  const replaced = new Map<Node, Node>();
  for (const { method, node, requestBody } of operationsOf(document)) {
    if (requestBody === undefined) continue;
    if (isBodiless(method)) {
      replaced.set(node, omit(node, "requestBody"));
    } else replaced.set(requestBody, { ...requestBody, content: findSentContent(document, requestBody) });
  }
  return rewrite(document, replaced);
}

/** True if `fetch` or HTTP forbids a body of the method. */
export function isBodiless(method: string): boolean {
  return ["GET", "HEAD", "TRACE"].includes(method);
}

function findSentContent(document: Node, requestBody: Node): unknown {
  const content = nodeOf(requestBody["content"]);
  const sent = sentMediaTypeOf(requestBody);
  if (sent === undefined) return content;
  const media = nodeOf(content[sent]);
  const form = formOf(sent);
  const others = Object.keys(content).filter((type) => type !== sent);
  if (form === "json") {
    const isForm = others.some((type) => formOf(type) === "multipart");
    return { [sent]: media, ...(isForm && { "multipart/form-data": { schema: FORM_DATA } }) };
  }
  if (form === "raw") return { [sent]: { ...media, schema: findRawSchema(document, media["schema"]) } };
  const schema = findFieldSchema(document, media["schema"]);
  return { [sent]: { ...media, schema: form === "multipart" ? { anyOf: [schema, FORM_DATA] } : schema } };
}

/** Text where the contract has a text, a Blob where it has bytes, either where it has something else. */
function findRawSchema(document: Node, schema: unknown): unknown {
  const resolved = resolve(document, schema);
  if (isBinary(resolved)) return BLOB;
  return resolved["type"] === "string" ? schema : { anyOf: [{ type: "string" }, BLOB] };
}

/** Copies what has bytes in it; what has none stays a reference. */
function findFieldSchema(document: Node, schema: unknown, trail: readonly Node[] = []): unknown {
  const resolved = resolve(document, schema);
  if (isBinary(resolved)) return BLOB;
  if (!isNode(schema) || trail.includes(resolved)) return schema;
  const mapped = mapSubschemas(resolved, (part) => findFieldSchema(document, part, [...trail, resolved]));
  return mapped === resolved ? schema : mapped;
}

/** A string of bytes, as 3.0 has it or as 3.1 does. */
export function isBinary(schema: Node): boolean {
  const isBytes = schema["contentMediaType"] !== undefined && schema["contentEncoding"] === undefined;
  return schema["type"] === "string" && (schema["format"] === "binary" || isBytes);
}

/** For openapi-typescript's `transform`. By way of `globalThis`: a schema may have the name of the class. */
export function typePlatformClass(schema: unknown): ts.TypeNode | undefined {
  const name = textOf(nodeOf(schema)[MARK]);
  if (name === undefined) return undefined;
  return ts.factory.createTypeReferenceNode(ts.factory.createQualifiedName(GLOBAL, name));
}

const GLOBAL = ts.factory.createIdentifier("globalThis");
