import ts from "typescript";
import { isNode, nodeOf, operationsOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { formOf, isJson, sentMediaTypeOf } from "../contract/media-types.ts";
import { rewrite } from "../contract/rewrite.ts";
import { mapSubschemas } from "../contract/schemas.ts";
import { isUnconstrained, omit } from "./normalise/keywords.ts";

/**
 * Marks a schema whose type is a class of the platform, with its name. openapi-typescript transforms only schemas
 * with a `type`.
 */
const MARK = "x-platform-class";
const BLOB = { type: "string", [MARK]: "Blob" };
const FORM_DATA = { type: "string", [MARK]: "FormData" };

/**
 * Reduces each request body to what a client sends: one media type, Blobs for bytes, and a FormData for any multipart
 * object. GET, HEAD and TRACE have no body.
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

/** Text for a text, a Blob for bytes, either for anything else. */
function findRawSchema(document: Node, schema: unknown): unknown {
  const resolved = resolve(document, schema);
  if (isBinary(resolved)) return typeBytes(resolved);
  return resolved["type"] === "string" ? schema : { anyOf: [{ type: "string" }, BLOB] };
}

/** Copies schemas that contain bytes; others stay references. */
function findFieldSchema(document: Node, schema: unknown, trail: readonly Node[] = []): unknown {
  const resolved = resolve(document, schema);
  if (isBinary(resolved)) return typeBytes(resolved);
  if (!isNode(schema) || trail.includes(resolved)) return schema;
  const mapped = mapSubschemas(resolved, (part) => findFieldSchema(document, part, [...trail, resolved]));
  return mapped === resolved ? schema : mapped;
}

/**
 * True for bytes, in the form of 3.0 or of 3.1, where they need no `type`. A `contentMediaType` may also be that of
 * text.
 */
export function isBinary(schema: Node): boolean {
  const { format, contentEncoding } = schema;
  const mediaType = textOf(schema["contentMediaType"]);
  const isText = mediaType === undefined || /^text\//i.test(mediaType) || isJson(mediaType);
  const areBytes = !isText && contentEncoding === undefined;
  if (areBytes && isUnconstrained(schema)) return true;
  const types = [schema["type"]].flat();
  const isString = types.includes("string") && types.every((type) => type === "string" || type === "null");
  return isString && (format === "binary" || areBytes);
}

function typeBytes(schema: Node): Node {
  const isNullable = schema["nullable"] === true || [schema["type"]].flat().includes("null");
  return isNullable ? { anyOf: [BLOB, { type: "null" }] } : BLOB;
}

/** For openapi-typescript's `transform`. Uses `globalThis`, since a schema may have the name of the class. */
export function typePlatformClass(schema: unknown): ts.TypeNode | undefined {
  const name = textOf(nodeOf(schema)[MARK]);
  if (name === undefined) return undefined;
  return ts.factory.createTypeReferenceNode(ts.factory.createQualifiedName(GLOBAL, name));
}

const GLOBAL = ts.factory.createIdentifier("globalThis");
