import { collectParts } from "../contract/composition.ts";
import { isNode, listOf, nodeOf, resolve, type Node } from "../contract/document.ts";
import { findPointer } from "../contract/pointer.ts";
import { PointerError } from "../contract/contract-error.ts";
import { sizeOf } from "../contract/size.ts";
import { sampleOfType, typeOf } from "./type-samples.ts";

/** Settings for a sample. */
export interface SampleOptions {
  /** Use of the sample: a request has no `readOnly` properties, a response no `writeOnly` ones. */
  readonly use: "request" | "response";
  /**
   * Optional properties to include: those that contain an example, default, constant or enum; all; none. With `none`,
   * examples are not read, because they may belong to another case.
   */
  readonly optional: "exemplified" | "all" | "none";
}

/** A sample, and whether any part of it is from the contract; the rest is derived from types. */
export interface Sample {
  readonly value: unknown;
  readonly exemplified: boolean;
}

interface Walk extends SampleOptions {
  readonly document: Node;
  /** Enclosing schemas, to detect cycles. */
  readonly trail: readonly Node[];
  readonly budget: Budget;
}

/** Remaining budget of a sample. */
interface Budget {
  schemas: number;
  size: number;
}

/** A schema merged with the parts of its `allOf` and its first usable alternative. */
interface MergedSchema {
  readonly keywords: Node;
  /** All schemas of a property: parts may narrow each other. */
  readonly properties: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
  readonly examples: readonly unknown[];
}

// Large contracts nest optional objects very deeply. After this many schemas, only required properties are added.
const MOST_SCHEMAS = 500;

/**
 * Maximum number of values and characters of a sample. A few schemas that require each other twice could otherwise
 * fill the memory.
 */
const MOST_SIZE = 100_000;

/** Maximum depth of a sample, to protect the stack: for optional properties, and for all. */
const MOST_OPTIONAL_DEPTH = 50;
const MOST_SAMPLE_DEPTH = 100;

/**
 * Composes a sample of a schema from the examples within it; `undefined` if no finite one exists.
 *
 * @throws PointerError if the schema requires more than a sample may contain
 */
export function composeSample(document: Node, schema: unknown, options: SampleOptions): Sample | undefined {
  const budget = { schemas: MOST_SCHEMAS, size: MOST_SIZE };
  return compose([schema], { ...options, document, trail: [], budget });
}

/** The own example of a media type, a parameter or a schema. */
export function exampleOf(document: Node, value: unknown): unknown {
  const { example, examples } = nodeOf(value);
  if (example !== undefined) return example;
  if (Array.isArray(examples)) return listOf(examples)[0];
  return Object.values(nodeOf(examples))
    .map((entry) => resolve(document, entry)["value"])
    .find((entry) => entry !== undefined);
}

function compose(schemas: readonly unknown[], walk: Walk): Sample | undefined {
  walk.budget.schemas -= 1;
  const nodes = schemas.map((schema) => resolve(walk.document, schema));
  const given = [...schemas.map(nodeOf), ...nodes]
    .map((schema) => givenBy(schema, walk))
    .find((value) => value !== undefined);
  if (given !== undefined) return keep(given, nodes, walk);
  if (nodes.some((node) => walk.trail.includes(node))) return undefined;
  const parts = collectParts(walk.document, nodes, "first");
  const shape = uniteParts(parts, walk);
  spend(parts.length + shape.properties.size, nodes, walk);
  const example = shape.examples.find((value) => !isNode(value));
  if (example !== undefined) return keep(example, nodes, walk);
  const further = { ...walk, trail: [...walk.trail, ...nodes] };
  if (further.trail.length > MOST_SAMPLE_DEPTH)
    refuseSample(nodes, walk, `is nested more than ${MOST_SAMPLE_DEPTH} levels deep`);
  switch (typeOf(shape.keywords)) {
    case "object":
      return composeObject(shape, further);
    case "array":
      return composeArray(shape.keywords, parts, further);
    default:
      spendLimit(shape.keywords, "minLength", 1, parts, walk);
      return { value: sampleOfType(shape.keywords), exemplified: false };
  }
}

function keep(value: unknown, nodes: readonly Node[], walk: Walk): Sample {
  spend(sizeOf(value), nodes, walk);
  return { value, exemplified: true };
}

/** Subtracts the cost of these nodes from the budget, whether or not they end up in the sample. */
function spend(size: number, nodes: readonly Node[], walk: Walk): void {
  walk.budget.size -= size;
  if (walk.budget.size < 0) refuseSample(nodes, walk, `needs more than ${MOST_SIZE} values and characters`);
}

/** Like {@link spend}, for a limit such as `minItems`; an error names the part with the limit. */
function spendLimit(
  keywords: Node,
  limit: "minLength" | "minItems",
  sizeOfPiece: number,
  parts: readonly Node[],
  walk: Walk,
): void {
  const value = keywords[limit];
  if (typeof value !== "number") return;
  spend(
    value * sizeOfPiece,
    parts.filter((part) => part[limit] === value),
    walk,
  );
}

function refuseSample([node]: readonly Node[], { document }: Walk, reason: string): never {
  throw new PointerError(
    findPointer(document, node),
    `an example of this ${reason}; correct the limit, or give the schema an \`example\``,
  );
}

function composeObject(shape: MergedSchema, walk: Walk): Sample {
  const { optional, use, document, budget } = walk;
  const composed = new Map<string, unknown>();
  let exemplified = shape.examples.length > 0;
  const isDeep = walk.trail.length > MOST_OPTIONAL_DEPTH;
  for (const name of new Set([...shape.properties.keys(), ...shape.required])) {
    const required = shape.required.has(name);
    if (!required && (optional === "none" || budget.schemas < 0 || isDeep)) continue;
    const schemas = shape.properties.get(name) ?? [];
    const barred = use === "request" ? "readOnly" : "writeOnly";
    const stated = [...schemas.map(nodeOf), ...schemas.map((schema) => resolve(document, schema))];
    if (stated.some((schema) => schema[barred] === true)) continue;
    const sample = compose(schemas, walk);
    if (sample === undefined) continue;
    if (!required && optional === "exemplified" && !sample.exemplified) continue;
    composed.set(name, sample.value);
    exemplified ||= sample.exemplified;
  }
  // The example of a part takes precedence over those of its properties.
  for (const example of shape.examples) {
    for (const [name, value] of Object.entries(nodeOf(example))) composed.set(name, value);
  }
  return { value: Object.fromEntries(composed), exemplified };
}

function composeArray(keywords: Node, parts: readonly Node[], walk: Walk): Sample {
  const item = compose([keywords["items"]], walk);
  if (item === undefined || keywords["maxItems"] === 0) return { value: [], exemplified: false };
  spendLimit(keywords, "minItems", sizeOf(item.value), parts, walk);
  const { minItems } = keywords;
  const length = typeof minItems === "number" ? Math.max(1, minItems) : 1;
  return { value: Array.from({ length }, () => item.value), exemplified: item.exemplified };
}

/** The first value wins. */
function uniteParts(parts: readonly Node[], walk: Walk): MergedSchema {
  const properties = new Map<string, unknown[]>();
  for (const part of parts) {
    for (const [name, value] of Object.entries(nodeOf(part["properties"]))) {
      const schemas = properties.get(name) ?? [];
      schemas.push(value);
      properties.set(name, schemas);
    }
  }
  const required = parts.flatMap((part) => listOf(part["required"]));
  const examples = parts.map((part) => givenBy(part, walk)).filter((given) => given !== undefined);
  return {
    keywords: Object.fromEntries([...parts].reverse().flatMap((part) => Object.entries(part))),
    properties,
    required: new Set(required.filter((name) => typeof name === "string")),
    examples,
  };
}

function givenBy(schema: Node, { document, optional }: Walk): unknown {
  const example = optional === "none" ? undefined : exampleOf(document, schema);
  const [firstOfEnum] = listOf(schema["enum"]);
  return [example, schema["const"], schema["default"], firstOfEnum].find((value) => value !== undefined);
}
