import { nodeOf } from "./document.ts";
import type { Node } from "./document.ts";

/** Whether a media type is JSON, with whatever parameters or prefix. A sequence of JSON texts (`application/json-seq`) is not. */
export function isJson(mediaType: string): boolean {
  return /[/+]json\s*(?:;|$)/i.test(mediaType);
}

/** Whether the content of a body or a response can be JSON, which `*` and `application/*` stand for as well. */
export function canBeJson(node: Node): boolean {
  return Object.keys(nodeOf(node["content"])).some((mediaType) => isJson(mediaType) || isAnyJson(mediaType));
}

/** A wildcard that JSON fits. */
function isAnyJson(mediaType: string): boolean {
  return /^(\*|application)\/\*/.test(mediaType) || mediaType === "*";
}

/** How a body of a media type is written. */
export type BodyForm = "json" | "urlencoded" | "multipart" | "raw";

/** The form of a media type. */
export function formOf(mediaType: string): BodyForm {
  if (isJson(mediaType) || isAnyJson(mediaType)) return "json";
  if (/^application\/x-www-form-urlencoded\b/i.test(mediaType)) return "urlencoded";
  return /^multipart\//i.test(mediaType) ? "multipart" : "raw";
}

/** The media type that a client sends of those a request body offers: the first JSON, else the first. */
export function sentMediaTypeOf(requestBody: Node | undefined): string | undefined {
  const offered = Object.keys(nodeOf(requestBody?.["content"]));
  const preferred = ["application/json", ...offered.filter((type) => formOf(type) === "json"), ...offered];
  return preferred.find((type) => offered.includes(type));
}
