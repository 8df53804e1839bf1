import { isNode, listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { Node } from "./document.ts";
import { isJson } from "./media-types.ts";

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
      isJson(mediaType) ? shapeOf(document, nodeOf(content[mediaType])["schema"], []) : "any",
    ),
  );
}

type Shape = Exclude<BodyShape, "empty">;

/** `trail` has the enclosing schemas: a recursive schema decides nothing. */
function shapeOf(document: Node, value: unknown, trail: readonly Node[]): Shape {
  const schema = resolve(document, value);
  if (trail.includes(schema) || schema["nullable"] === true) return "any";
  const shapeOfPart = (part: unknown): Shape => shapeOf(document, part, [...trail, schema]);
  const named = shapeOfType(schema["type"]);
  if (named !== undefined) return named;
  if (isNode(schema["properties"]) || isNode(schema["additionalProperties"])) return "object";
  const certain = listOf(schema["allOf"])
    .map(shapeOfPart)
    .find((shape) => shape !== "any");
  if (certain !== undefined) return certain;
  for (const key of ["oneOf", "anyOf"]) {
    const shape = agree(listOf(schema[key]).map(shapeOfPart));
    if (shape !== "any") return shape;
  }
  return "any";
}

function shapeOfType(type: unknown): Shape | undefined {
  const name = Array.isArray(type) && type.length === 1 ? textOf(type[0]) : type;
  if (name === undefined) return undefined;
  return name === "object" || name === "array" ? name : "any";
}

function agree(shapes: readonly Shape[]): Shape {
  const [first = "any"] = shapes;
  return shapes.every((shape) => shape === first) ? first : "any";
}
