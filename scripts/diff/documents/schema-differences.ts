import { isNode, resolve } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import type { Difference, DifferenceDraft, DocumentPlace } from "./difference.ts";
import { below, isSent } from "../location.ts";
import { flattenSchema } from "./flat-schema.ts";
import type { FlatSchema } from "./flat-schema.ts";
import type { DocumentPair } from "./document-pair.ts";
import { compareTexts } from "./text-differences.ts";
import { compareValues } from "./value-differences.ts";
import { compareVariants, pairVariants } from "./alternative-differences.ts";
import { nameType } from "./schema-words.ts";

/** Finds the differences between two schemas and everything inside them. */
export function compareSchemas(
  pair: DocumentPair,
  place: DocumentPlace,
  before: unknown,
  after: unknown,
): readonly Difference[] {
  return [...visit(place, before, after, [])];

  function* visit(
    outer: DocumentPlace,
    old: unknown,
    now: unknown,
    trail: readonly (readonly [Node, Node])[],
  ): Generator<Difference> {
    const [was, is] = [resolve(pair.from, old), resolve(pair.to, now)];
    const here = anchorAt(pair, outer, is);
    const [one, other] = [flattenSchema(pair.from, was), flattenSchema(pair.to, is)];
    for (const draft of compareShapes(one, other, isSent(here.location.part))) yield { ...here, ...draft };
    // A recursive schema is entered at most twice. Programs go equally deep.
    if (isRepeating(trail)) return;
    const inside = [...trail, [was, is] as const];
    yield* visitProperties(here, one, other, inside);
    if (one.items !== undefined && other.items !== undefined)
      yield* visit(step(here, "[]"), one.items, other.items, inside);
    if (isNode(one.additional) && isNode(other.additional)) {
      yield* visit(step(here, "{}"), one.additional, other.additional, inside);
    }
    const pairing = pairVariants(pair, one, other);
    for (const draft of compareVariants(pairing, isSent(here.location.part))) yield { ...here, ...draft };
    for (const [left, right] of pairing.pairs) yield* visit(here, left, right, inside);
  }

  function* visitProperties(
    here: DocumentPlace,
    one: FlatSchema,
    other: FlatSchema,
    trail: readonly (readonly [Node, Node])[],
  ): Generator<Difference> {
    const sent = isSent(here.location.part);
    for (const [name, property] of one.properties) {
      const there = step(here, name);
      const next = other.properties.get(name);
      if (next === undefined) yield { ...there, ...removed(sent) };
      else {
        if (next.required !== property.required) yield { ...there, ...requirement(next.required, sent) };
        yield* visit(there, property.schema, next.schema, trail);
      }
    }
    for (const [name, property] of other.properties) {
      if (!one.properties.has(name)) yield { ...step(here, name), ...added(property.required, sent) };
    }
  }
}

function isRepeating(trail: readonly (readonly [Node, Node])[]): boolean {
  return trail.some(([left, right], index) =>
    trail.slice(index + 1).some(([before, after]) => before === left && after === right),
  );
}

/** Anchors a place at the component that it refers to, so that differences inside are reported once. */
export function anchorAt(pair: DocumentPair, place: DocumentPlace, node: Node): DocumentPlace {
  const component = pair.components.get(node);
  if (component === undefined) return place;
  const kind = {
    schemas: "schema",
    responses: "response",
    parameters: "parameter",
    requestBodies: "request body",
    headers: "header",
  }[component.group];
  if (kind === undefined) return place;
  const code = component.group === "schemas" ? component.name : "";
  return { ...place, anchor: { name: `${kind} ${component.name}`, code, path: [] } };
}

function step({ location, anchor }: DocumentPlace, name: string): DocumentPlace {
  return {
    location: below(location, name),
    anchor: anchor === undefined ? undefined : { ...anchor, path: [...anchor.path, name] },
  };
}

/** A property, parameter or header that is gone. */
export function removed(sent: boolean, kind = "property"): DifferenceDraft {
  return {
    effect: "place",
    otherwise: "addition",
    suspected: true,
    what: `${kind} removed`,
    why: (code) => `\`${code}\` ${sent ? "is no longer accepted" : "no longer exists"}`,
  };
}

/** A new property, parameter or header. */
export function added(required: boolean, sent: boolean, kind = "property"): DifferenceDraft {
  const missing = sent && required;
  return {
    effect: missing ? "missing" : "place",
    otherwise: "addition",
    suspected: missing,
    what: `${missing ? "required " : ""}${kind} added`,
    why: (code) =>
      missing
        ? `\`${code}\` must now be given`
        : sent
          ? `\`${code}\` may now be given`
          : `\`${code}\` can now be read`,
  };
}

/** A property that was optional and is now required, or the reverse. */
export function requirement(required: boolean, sent: boolean): DifferenceDraft {
  const why = (code: string): string => {
    if (sent) return required ? `\`${code}\` must now be given` : `\`${code}\` may now be omitted`;
    return required ? `\`${code}\` is now always present` : `\`${code}\` may now be undefined`;
  };
  return {
    effect: sent && required ? "missing" : "place",
    otherwise: "addition",
    suspected: required === sent,
    what: required ? "now required" : "now optional",
    why,
  };
}

function* compareShapes(one: FlatSchema, other: FlatSchema, sent: boolean): Generator<DifferenceDraft> {
  const base = { effect: "place", otherwise: "addition" } as const;
  if (one.nullable !== other.nullable) {
    yield {
      ...base,
      suspected: other.nullable !== sent,
      what: other.nullable ? "now nullable" : "no longer nullable",
      why: (code) =>
        `\`${code}\` ${other.nullable ? "may now be null" : sent ? "can no longer be null" : "is no longer null"}`,
    };
  }
  if (nameType(one) !== nameType(other)) {
    yield {
      ...base,
      suspected: true,
      what: `type changed from ${nameType(one)} to ${nameType(other)}`,
      why: (code) => `\`${code}\` was ${nameType(one)} and is now ${nameType(other)}`,
    };
  } else yield* compareValues(one, other, sent);
  yield* compareTexts(one.rest, other.rest);
}
