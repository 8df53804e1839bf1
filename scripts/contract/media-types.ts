import { nodeOf } from "./document.ts";
import type { Node } from "./document.ts";

/** Whether a media type is JSON, with whatever parameters or prefix. */
export function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType);
}

/** Whether the content of a body or a response can be JSON, which `*` and `application/*` stand for as well. */
export function canBeJson(node: Node): boolean {
  return Object.keys(nodeOf(node["content"])).some(
    (mediaType) => isJson(mediaType) || /^(\*|application)\/\*/.test(mediaType) || mediaType === "*",
  );
}
