import { isNode, listOf, nodeOf, resolve, type Node } from "../contract/document.ts";
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
  readonly budget: { schemas: number };
}

/** A schema with its `allOf` parts and the first usable one of its alternatives taken into one. */
interface Shape {
  readonly keywords: Node;
  /** Every schema that a property has: parts may narrow each other's. */
  readonly properties: ReadonlyMap<string, readonly unknown[]>;
  readonly required: ReadonlySet<string>;
  readonly examples: readonly unknown[];
}

// Large contracts nest optional objects almost without end. Past this many schemas only required properties are added.
const BUDGET = 500;

const EMPTY: Shape = { keywords: {}, properties: new Map(), required: new Set(), examples: [] };

/** Composes a sample of a schema from the examples within it; `undefined` if no finite one exists. */
export function composeSample(document: Node, schema: unknown, options: SampleOptions): Sample | undefined {
  return compose([schema], { ...options, document, trail: [], budget: { schemas: BUDGET } });
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
  if (given !== undefined) return { value: given, exemplified: true };
  if (nodes.some((node) => walk.trail.includes(node))) return undefined;
  const shape = nodes.map((node) => flatten(node, [], walk)).reduce(join, EMPTY);
  const example = shape.examples.find((value) => !isNode(value));
  if (example !== undefined) return { value: example, exemplified: true };
  const further = { ...walk, trail: [...walk.trail, ...nodes] };
  switch (typeOf(shape.keywords)) {
    case "object":
      return composeObject(shape, further);
    case "array":
      return composeArray(shape.keywords, further);
    default:
      return { value: sampleOfType(shape.keywords), exemplified: false };
  }
}

function composeObject(shape: Shape, walk: Walk): Sample {
  const { optional, use, document, budget } = walk;
  const composed = new Map<string, unknown>();
  let exemplified = shape.examples.length > 0;
  for (const name of new Set([...shape.properties.keys(), ...shape.required])) {
    const required = shape.required.has(name);
    if (!required && (optional === "none" || budget.schemas < 0)) continue;
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

function composeArray(keywords: Node, walk: Walk): Sample {
  const item = compose([keywords["items"]], walk);
  if (item === undefined || keywords["maxItems"] === 0) return { value: [], exemplified: false };
  const { minItems } = keywords;
  const length = typeof minItems === "number" ? Math.max(1, minItems) : 1;
  return { value: Array.from({ length }, () => item.value), exemplified: item.exemplified };
}

function flatten(schema: unknown, within: readonly Node[], walk: Walk): Shape {
  const node = resolve(walk.document, schema);
  if (within.includes(node)) return EMPTY;
  const inner = [...within, node];
  const given = givenBy(node, walk);
  const own: Shape = {
    keywords: node,
    properties: new Map(Object.entries(nodeOf(node["properties"])).map(([name, value]) => [name, [value]])),
    required: new Set(listOf(node["required"]).filter((name) => typeof name === "string")),
    examples: given === undefined ? [] : [given],
  };
  const isUsable = (alternative: unknown): boolean => {
    const candidate = resolve(walk.document, alternative);
    return candidate["type"] !== "null" && !inner.includes(candidate);
  };
  const alternatives = [node["oneOf"], node["anyOf"]].flatMap((list) =>
    listOf(list).filter(isUsable).slice(0, 1),
  );
  return [...listOf(node["allOf"]), ...alternatives]
    .map((part) => flatten(part, inner, walk))
    .reduce(join, own);
}

function join(shape: Shape, part: Shape): Shape {
  const properties = new Map(shape.properties);
  for (const [name, schemas] of part.properties) {
    properties.set(name, [...(properties.get(name) ?? []), ...schemas]);
  }
  return {
    keywords: { ...part.keywords, ...shape.keywords },
    properties,
    required: new Set([...shape.required, ...part.required]),
    examples: [...shape.examples, ...part.examples],
  };
}

function givenBy(schema: Node, { document, optional }: Walk): unknown {
  const example = optional === "none" ? undefined : exampleOf(document, schema);
  const [firstOfEnum] = listOf(schema["enum"]);
  return [example, schema["const"], schema["default"], firstOfEnum].find((value) => value !== undefined);
}
