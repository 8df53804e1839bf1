import { nodeOf } from "./document.ts";
import type { Node } from "./document.ts";
import { isJson } from "./media-types.ts";
import { kindsOf } from "./value-kinds.ts";

/** Top-level shape of a body: `empty` without content, `any` if the contract allows several. */
export type BodyShape = "object" | "array" | "any" | "empty";

/** Finds the shape of a response body, from its JSON if there is any. */
export function findBodyShape(document: Node, response: Node): BodyShape {
  const content = nodeOf(response["content"]);
  const mediaTypes = Object.keys(content);
  if (mediaTypes.length === 0) return "empty";
  const judged = mediaTypes.includes("application/json") ? ["application/json"] : mediaTypes;
  return agree(
    judged.map((mediaType) =>
      isJson(mediaType) ? shapeOf(document, nodeOf(content[mediaType])["schema"]) : "any",
    ),
  );
}

type Shape = Exclude<BodyShape, "empty">;

/** A kind alone is a shape. */
function shapeOf(document: Node, schema: unknown): Shape {
  const [kind, ...others] = kindsOf(document, schema) ?? [];
  return kind === undefined || kind === "single" || others.length > 0 ? "any" : kind;
}

function agree(shapes: readonly Shape[]): Shape {
  const [first = "any"] = shapes;
  return shapes.every((shape) => shape === first) ? first : "any";
}
