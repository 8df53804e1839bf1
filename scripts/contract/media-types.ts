import { nodeOf } from "./document.ts";
import type { Node } from "./document.ts";

/**
 * True if a media type is JSON, with any parameters or prefix. A sequence of JSON texts (`application/json-seq`) is
 * not.
 */
export function isJson(mediaType: string): boolean {
  return /[/+]json\s*(?:;|$)/i.test(mediaType);
}

/** True if the content of a body or a response can be JSON; `*` and `application/*` include JSON. */
export function canBeJson(node: Node): boolean {
  return Object.keys(nodeOf(node["content"])).some((mediaType) => isJson(mediaType) || isAnyJson(mediaType));
}

/** A wildcard that includes JSON. */
function isAnyJson(mediaType: string): boolean {
  return /^(\*|application)\/\*/.test(mediaType) || mediaType === "*";
}

/** Form in which a body of a media type is written. */
export type BodyForm = "json" | "urlencoded" | "multipart" | "raw";

/** The form of a media type. */
export function formOf(mediaType: string): BodyForm {
  if (isJson(mediaType) || isAnyJson(mediaType)) return "json";
  if (/^application\/x-www-form-urlencoded\b/i.test(mediaType)) return "urlencoded";
  return /^multipart\//i.test(mediaType) ? "multipart" : "raw";
}

/** The media type that a client sends if a request body allows several: the first JSON, else the first. */
export function sentMediaTypeOf(requestBody: Node | undefined): string | undefined {
  const offered = Object.keys(nodeOf(requestBody?.["content"]));
  const preferred = ["application/json", ...offered.filter((type) => formOf(type) === "json"), ...offered];
  return preferred.find((type) => offered.includes(type));
}
