import { isNode, listOf, nodeOf, resolve } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { writePointer } from "../../contract/pointer.ts";
import { rewrite } from "../../contract/rewrite.ts";
import { omit, pickAnnotations } from "./keywords.ts";
import { addSchemas, freeName } from "./schema-names.ts";

/**
 * Breaks circles that a type alias cannot have.
 *
 * Reason: TypeScript refuses a type that contains itself without a property between (TS2456).
 *
 * In: `Pet: { properties: P, oneOf: [{ $ref: Cat }] }, Cat: { allOf: [{ $ref: Pet }, C] }`.
 * Out: `PetBase: { properties: P }, Pet: { oneOf: [{ $ref: Cat }] }, Cat: { allOf: [{ $ref: PetBase }, C] }`. An
 * alternative that refers back to its own union adds nothing, and is removed.
 */
export function openCircles(document: Node): Node {
  return dropCircularAlternatives(separateBases(document));
}

function separateBases(document: Node): Node {
  const bases = new Map<string, Node>();
  const replaced = new Map<Node, Node>();
  for (const [name, parent] of componentSchemasOf(document)) {
    const extensions = [...stepsFrom(document, parent)].filter(
      ({ node, keyword, isAlternative }) =>
        keyword === "allOf" && isAlternative && isReferenceTo(document, node, parent),
    );
    if (extensions.length === 0) continue;
    const base = freeName(document, `${name} Base`, new Set(bases.keys()));
    bases.set(base, withoutAlternatives(parent));
    for (const { node } of extensions)
      replaced.set(node, { $ref: writePointer(["components", "schemas", base]) });
    const doesExtend = (alternative: unknown): boolean =>
      [...stepsFrom(document, alternative)].some(
        ({ node, isAlternative }) => !isAlternative && replaced.has(node),
      );
    const lists = ["oneOf", "anyOf"].filter((keyword) => listOf(parent[keyword]).length > 0);
    const [list] = lists;
    if (list !== undefined && lists.length === 1 && listOf(parent[list]).every(doesExtend))
      replaced.set(parent, { ...pickAnnotations(parent), [list]: parent[list] });
  }
  return rewrite(addSchemas(document, bases), replaced);
}

function dropCircularAlternatives(document: Node): Node {
  const dropped = new Set<unknown>();
  const owners = new Set<Node>();
  for (const [, union] of componentSchemasOf(document)) {
    for (const { node, owner, isAlternative } of stepsFrom(document, union, dropped)) {
      if (!isAlternative || !isReferenceTo(document, node, union)) continue;
      dropped.add(node);
      owners.add(owner);
    }
  }
  const without = (owner: Node): Node => {
    const lists = ["oneOf", "anyOf"].filter((keyword) => Array.isArray(owner[keyword]));
    return {
      ...owner,
      ...Object.fromEntries(
        lists.map((keyword) => [keyword, listOf(owner[keyword]).filter((node) => !dropped.has(node))]),
      ),
    };
  };
  return rewrite(document, new Map([...owners].map((owner) => [owner, without(owner)])));
}

/** A schema that applies to the same value as another. */
interface Step {
  readonly node: Node;
  /** The schema that contains it. */
  readonly owner: Node;
  readonly keyword: string;
  /** True if it is reached through `oneOf` or `anyOf`. */
  readonly isAlternative: boolean;
}

function* stepsFrom(
  document: Node,
  schema: unknown,
  skipped: ReadonlySet<unknown> = new Set(),
  isAlternative = false,
  seen = new Set<Node>(),
): Generator<Step> {
  const owner = resolve(document, schema);
  if (seen.has(owner)) return;
  seen.add(owner);
  for (const keyword of ["allOf", "oneOf", "anyOf"]) {
    for (const node of listOf(owner[keyword])) {
      if (!isNode(node) || skipped.has(node)) continue;
      const isWithinUnion = isAlternative || keyword !== "allOf";
      yield { node, owner, keyword, isAlternative: isWithinUnion };
      yield* stepsFrom(document, node, skipped, isWithinUnion, seen);
    }
  }
}

function isReferenceTo(document: Node, node: Node, schema: Node): boolean {
  return node["$ref"] !== undefined && resolve(document, node) === schema;
}

function withoutAlternatives(schema: Node): Node {
  const bare = omit(schema, "oneOf", "anyOf");
  if (bare["allOf"] === undefined) return bare;
  const parts = listOf(bare["allOf"]).map((part) => (isNode(part) ? withoutAlternatives(part) : part));
  return { ...bare, allOf: parts };
}

function componentSchemasOf(document: Node): readonly (readonly [string, Node])[] {
  const schemas = Object.entries(nodeOf(nodeOf(document["components"])["schemas"]));
  return schemas.flatMap(([name, schema]) => (isNode(schema) ? [[name, schema] as const] : []));
}
