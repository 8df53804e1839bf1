import { isNode, METHODS, nodeOf, resolve, textOf, valueAt } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { readPointer, writePointer } from "../../contract/pointer.ts";
import { mapValues, rewrite } from "../../contract/rewrite.ts";
import { findSchemas } from "../../contract/schemas.ts";
import { walk } from "../../contract/walk.ts";
import { omit, pickAnnotations } from "./keywords.ts";
import { addSchemas, freeName } from "./schema-names.ts";

/**
 * Turns inline schemas with references to them into components.
 *
 * Reason: openapi-typescript turns any pointer into an indexed access. That fails through `allOf`, `items` or a list of
 * parameters, and adds `undefined` through an optional property. A component or webhook that is itself a reference gets
 * an empty type.
 *
 * In: `$ref: "#/paths/~1cars/post/requestBody/content/application~1json/schema"`.
 * Out: `$ref: "#/components/schemas/CarsPostRequestBody"`, and the same reference where the schema was. Other objects,
 * such as parameters, are copied in place of the reference.
 */
export function nameReferences(document: Node): Node {
  const named = new Map<Node, string>();
  const replaced = new Map<Node, Node>();
  const nameTarget = (reference: string, target: Node): string => {
    const name = named.get(target) ?? freeName(document, wordsOf(reference), new Set(named.values()));
    named.set(target, name);
    return writePointer(["components", "schemas", name]);
  };
  // The new components may contain further references.
  for (let known = -1; known < named.size;) {
    known = named.size;
    const schemas = findSchemas(document, [...named.keys()]);
    for (const node of new Set([...walk(document), ...schemas])) {
      const reference = textOf(node["$ref"]);
      if (reference === undefined) continue;
      const target = follow(document, reference);
      if (target.node === undefined) {
        if (target.reference !== reference) replaced.set(node, { ...node, $ref: target.reference });
      } else if (schemas.has(node)) {
        replaced.set(node, { ...node, $ref: nameTarget(target.reference, target.node) });
      } else replaced.set(node, target.node);
    }
  }
  for (const [target, name] of named) {
    replaced.set(target, { ...pickAnnotations(target), $ref: writePointer(["components", "schemas", name]) });
  }
  for (const [alias, target] of findAliases(document)) replaced.set(alias, target);
  return rewrite(
    addSchemas(document, new Map([...named].map(([target, name]) => [name, { ...target }]))),
    replaced,
  );
}

interface Target {
  readonly reference: string;
  /** `undefined` for a component, which already has a name. */
  readonly node: Node | undefined;
}

/** Follows a reference to a schema of the components, or to anything that is not a reference. */
function follow(document: Node, reference: string): Target {
  const steps = readPointer(reference);
  const isComponent = steps[0] === "components" && steps.length === 3;
  const found = valueAt(document, reference);
  const further = textOf(nodeOf(found)["$ref"]);
  if (further !== undefined && !(isComponent && steps[1] === "schemas")) return follow(document, further);
  return isComponent
    ? { reference: writePointer(steps), node: undefined }
    : { reference, node: isNode(found) ? found : {} };
}

/** Webhooks and components that are references, except schemas, with the objects that they refer to. */
function findAliases(document: Node): readonly (readonly [alias: Node, target: Node])[] {
  const others = omit(nodeOf(document["components"]), "schemas");
  return [...Object.values(others), document["webhooks"]]
    .flatMap((map) => Object.values(nodeOf(map)))
    .filter((entry) => isNode(entry) && entry["$ref"] !== undefined)
    .map((entry) => [nodeOf(entry), withoutIds(resolve(document, entry))] as const);
}

/** A copy of a path item: its operations are already known by their IDs. */
function withoutIds(item: Node): Node {
  return mapValues(item, (value, key) =>
    METHODS.includes(key) && isNode(value) ? omit(value, "operationId") : value,
  );
}

const UNNAMED_STEPS = new Set([
  "paths",
  "components",
  "schemas",
  "responses",
  "content",
  "schema",
  "properties",
]);

/** The steps of a reference that distinguish schemas. */
function wordsOf(reference: string): string {
  return readPointer(reference)
    .filter((step) => !UNNAMED_STEPS.has(step) && !/^\w+\/[\w.+*-]+$/.test(step))
    .join(" ");
}
