import { collectParts } from "../contract/composition.ts";
import { isNode, listOf, nodeOf, resolve, type Node } from "../contract/document.ts";
import { findPointer } from "../contract/pointer.ts";
import { PointerError } from "../contract/contract-error.ts";
import { sizeOf } from "../contract/size.ts";
import { sampleOfType, typeOf } from "./type-samples.ts";

/** How a sample is composed. */
export interface SampleOptions {
  /** What the sample is for: a request leaves `readOnly` properties out, a response `writeOnly` ones. */
  readonly use: "request" | "response";
  /**
   * Which optional properties it has: those with an example, default, constant or enum in them; all; none.
   * With `none` examples are not read at all: they may be those of another case.
   */
  readonly optional: "exemplified" | "all" | "none";
}

/** A sample, and whether any of it is the contract's own wording; the rest is made up from types. */
export interface Sample {
  readonly value: unknown;
  readonly exemplified: boolean;
}

interface Walk extends SampleOptions {
  readonly document: Node;
  /** Schemas on the way down: to meet one again is a cycle. */
  readonly trail: readonly Node[];
  readonly budget: Budget;
}

/** What a sample may still cost. */
interface Budget {
  schemas: number;
  size: number;
}

/** A schema with its `allOf` parts and the first usable one of its alternatives taken into one. */
interface MergedSchema {
  readonly keywords: Node;
  /** Every schema that a property has: parts may narrow each other's. */
  readonly properties: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
  readonly examples: readonly unknown[];
}

// Large contracts nest optional objects almost without end. Past this many schemas only required properties are added.
const MOST_SCHEMAS = 500;

/** Values and characters of a sample. A few schemas that require each other twice could otherwise fill any machine. */
const MOST_SIZE = 100_000;

/** Levels of a sample, so that no stack is too small for it: those of optional properties, and of any. */
const MOST_OPTIONAL_DEPTH = 50;
const MOST_SAMPLE_DEPTH = 100;

/**
 * Composes a sample of a schema from the examples within it; `undefined` if no finite one exists.
 *
 * @throws PointerError if the schema demands more than a sample may hold
 */
export function composeSample(document: Node, schema: unknown, options: SampleOptions): Sample | undefined {
  const budget = { schemas: MOST_SCHEMAS, size: MOST_SIZE };
  return compose([schema], { ...options, document, trail: [], budget });
}

/** The example that a media type, a parameter or a schema carries itself. */
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

/** Takes from the budget what the schema of these nodes costs, whether in the sample or on the way to it. */
function spend(size: number, nodes: readonly Node[], walk: Walk): void {
  walk.budget.size -= size;
  if (walk.budget.size < 0) refuseSample(nodes, walk, `needs more than ${MOST_SIZE} values and characters`);
}

/** As {@link spend}, for a limit of so many pieces; the part that sets it is the one to correct. */
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
  // A part's own example knows better than what its properties say one by one.
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

/** What stands first wins. */
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
