import { isNode, listOf, nodeOf, resolve, textOf } from "../../../scripts/contract/document.ts";
import type { Node } from "../../../scripts/contract/document.ts";

/** A random number from 0 up to 1. */
export type Random = () => number;

/** Creates a small generator that repeats its numbers for the same seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function choose<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)];
}

/** Forms of a time by RFC 3339. */
const TIMES = ["2026-01-02T03:04:05Z", "2026-03-29T01:59:59.999+01:00", "2024-02-29t23:30:00z"];

/** Maximum depth of an instance. */
const DEEPEST = 6;

/** Thrown if the chosen schemas contradict each other, or have no finite instance. */
class NoInstance extends Error {}

/**
 * A random value that may be an instance of a schema, only with properties that the schema names. `undefined` if the
 * random choices allow none.
 */
export function makeInstance(document: Node, schema: unknown, random: Random): unknown {
  try {
    return make([schema], 0);
  } catch (error) {
    if (error instanceof NoInstance) return undefined;
    throw error;
  }

  function make(schemas: readonly unknown[], depth: number): unknown {
    if (depth > 2 * DEEPEST) throw new NoInstance();
    const applied = schemas.flatMap((value) => collect(value, []));
    const all = (keyword: string): readonly unknown[] =>
      applied.flatMap((node) => (node[keyword] === undefined ? [] : [node[keyword]]));
    if (schemas.length === 1 && all("nullable").includes(true) && random() < 0.2) return null;
    const constants = all("const");
    if (constants.length > 0) return constants[0];
    const [first, ...others] = all("enum").map(listOf);
    if (first !== undefined) {
      const common = first.filter((value) => others.every((list) => list.includes(value)));
      if (common.length === 0) throw new NoInstance();
      return choose(random, common);
    }
    const implied = applied.flatMap((node) => typesOf(node)).filter((list) => list.length > 0);
    const types = (implied[0] ?? ["string", "integer", "null", "object"]).filter((type) =>
      implied.every((list) => list.includes(type) || (type === "integer" && list.includes("number"))),
    );
    switch (choose(random, types)) {
      case "string":
        if (all("format").includes("date-time")) return choose(random, TIMES);
        return choose(random, ["s", "x", "one", "two", "Left", "Right"]);
      case "integer":
        return choose(random, [1, 2, 7]);
      case "number":
        return choose(random, [1, 0.5]);
      case "boolean":
        return random() < 0.5;
      case "array":
        return makeArray(
          all("prefixItems").flatMap((list) => [listOf(list)]),
          all("items"),
          depth,
        );
      case "object":
        return makeObject(applied, depth);
      case "null":
        return null;
      default:
        throw new NoInstance();
    }
  }

  function makeObject(applied: readonly Node[], depth: number): Node {
    const named = new Map<string, readonly unknown[]>();
    for (const { properties, required, patternProperties } of applied) {
      for (const schema of Object.values(nodeOf(patternProperties))) named.set("x-1", [schema]);
      for (const [name, property] of Object.entries(nodeOf(properties)))
        named.set(name, [...(named.get(name) ?? []), property]);
      for (const name of listOf(required)) named.set(String(name), named.get(String(name)) ?? []);
    }
    const required = new Set(applied.flatMap((node) => listOf(node["required"])));
    const chosen = [...named].filter(([name]) => required.has(name) || (depth < DEEPEST && random() < 0.6));
    const additional = applied.flatMap(({ additionalProperties }) =>
      isNode(additionalProperties) ? [additionalProperties] : [],
    );
    if (additional.length > 0 && depth < DEEPEST && random() < 0.5) chosen.push(["extra", additional]);
    return Object.fromEntries(chosen.map(([name, schemas]) => [name, make(schemas, depth + 1)]));
  }

  function makeArray(
    prefixes: readonly (readonly unknown[])[],
    items: readonly unknown[],
    depth: number,
  ): unknown {
    const length = depth >= DEEPEST ? 0 : Math.floor(random() * 4);
    return Array.from({ length }, (_, index) =>
      make(
        [
          ...prefixes.flatMap((list) => (index < list.length ? [list[index]] : [])),
          ...(prefixes.some((list) => index < list.length) ? [] : items),
        ],
        depth + 1,
      ),
    );
  }

  /** The schemas that apply, with alternatives chosen at random. */
  function collect(value: unknown, trail: readonly Node[]): readonly Node[] {
    const given = nodeOf(value);
    const node = resolve(document, given);
    if (trail.includes(node)) return [];
    const within = [...trail, node];
    const siblings =
      given === node ? [] : [Object.fromEntries(Object.entries(given).filter(([key]) => key !== "$ref"))];
    const alternatives = ["oneOf", "anyOf"].flatMap((keyword) => {
      const list = listOf(node[keyword]);
      return list.length === 0 || (keyword === "anyOf" && random() < 0.3) ? list : [choose(random, list)];
    });
    const conditional = [node["then"], node["else"], ...Object.values(nodeOf(node["dependentSchemas"]))];
    const met = conditional.filter((part) => part !== undefined && random() < 0.4);
    return [
      node,
      ...siblings,
      ...[...listOf(node["allOf"]), ...alternatives, ...met].flatMap((part) => collect(part, within)),
    ];
  }
}

function typesOf(schema: Node): readonly (readonly string[])[] {
  const stated = [schema["type"] ?? []].flat().flatMap((type) => textOf(type) ?? []);
  if (stated.length > 0) return [stated];
  if (["properties", "required", "additionalProperties"].some((key) => schema[key] !== undefined))
    return [["object"]];
  return schema["items"] !== undefined || schema["prefixItems"] !== undefined ? [["array"]] : [];
}

/** An instance with one change that a type can express: a property removed or added, or another primitive. */
export function mutate(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    const index = Math.floor(random() * value.length);
    return value.length === 0
      ? "zzz"
      : value.map((item: unknown, at) => (at === index ? mutate(item, random) : item));
  }
  if (!isNode(value))
    return choose(
      random,
      ["zzz", 99, true, {}].filter((other) => typeof other !== typeof value || typeof value === "string"),
    );
  const names = Object.keys(value);
  const name = choose(random, names);
  const how = random();
  if (name === undefined || how < 0.15) return { ...value, zzz: 99 };
  if (how < 0.4) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  return { ...value, [name]: mutate(value[name], random) };
}
