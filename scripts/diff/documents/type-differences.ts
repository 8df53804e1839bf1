import { nodeOf } from "../../contract/document.ts";
import { eventDataName } from "../../generate/event-data.ts";
import { nameSchemas } from "../../generate/names.ts";
import type { Part } from "../location.ts";
import type { Difference, DifferenceDraft, DocumentPlace } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";
import { flattenSchema } from "./flat-schema.ts";
import { compareSchemas } from "./schema-differences.ts";
import { findSchemaUses } from "./schema-uses.ts";

/** The schema of events in `flatpeak/webhooks`, and the name of their type. */
const EVENT = "Event";
const WEBHOOK_EVENT = "WebhookEvent";

const EXISTS = { effect: "place", otherwise: "addition" } as const;

/** Finds added and removed exported types, and differences inside the others. */
export function compareTypes(pair: DocumentPair): readonly Difference[] {
  const [before, after] = [pair.from, pair.to].map((document) =>
    nodeOf(nodeOf(document["components"])["schemas"]),
  );
  const { read, sent } = findSchemaUses(pair.from);
  const [had, has] = [before, after].map((schemas) => nameSchemas(Object.keys(schemas ?? {})));
  return Object.keys({ ...before, ...after }).flatMap((name) => {
    const [old, now] = [before?.[name], after?.[name]];
    const whole = typePlace("type", name);
    if (now === undefined)
      return [{ ...whole, ...goneType(useOf(name, had)) }, ...compareEventData(pair, name, old, now)];
    if (old === undefined)
      return [{ ...whole, ...newType(useOf(name, has)) }, ...compareEventData(pair, name, old, now)];
    return [
      ...(read.has(name) ? compareSchemas(pair, whole, old, now) : []),
      ...(sent.has(name) ? compareSchemas(pair, typePlace("request type", name), old, now) : []),
      ...compareEventData(pair, name, old, now),
    ];
  });
}

function typePlace(part: Part, owner: string, ...path: readonly string[]): DocumentPlace {
  return { location: { owner, part, path }, anchor: undefined };
}

/** The code that names the type of a schema. */
function useOf(schema: string, rooted: ReadonlyMap<string, string> | undefined): string {
  const name = rooted?.get(schema);
  return name === undefined ? `components["schemas"][${JSON.stringify(schema)}]` : `import type { ${name} }`;
}

function goneType(code: string): DifferenceDraft {
  const why = (): string => `\`${code}\` no longer compiles`;
  return { ...EXISTS, suspected: true, what: "type removed", why };
}

function newType(code: string): DifferenceDraft {
  const why = (): string => `\`${code}\` now compiles`;
  return { ...EXISTS, suspected: false, what: "type added", why };
}

/** Finds differences of event data by event type, in `EventDataByType` and in the events of `flatpeak/webhooks`. */
function compareEventData(
  pair: DocumentPair,
  name: string,
  old: unknown,
  now: unknown,
): readonly Difference[] {
  const [before, after] = [old, now].map((schema) => nodeOf(nodeOf(schema)["x-event-data"]));
  const types = Object.keys({ ...before, ...after });
  const owners = [eventDataName(name), ...(name === EVENT ? [WEBHOOK_EVENT] : [])];
  const data = owners.flatMap((owner) =>
    types.flatMap((type) => {
      const place = typePlace("type", owner, type);
      const [was, is] = [before?.[type], after?.[type]];
      if (was === is) return compareSchemas(pair, place, { $ref: was }, { $ref: is });
      return [{ ...place, ...changedData(type, was !== undefined, is !== undefined) }];
    }),
  );
  return name === EVENT ? [...data, ...compareEventTypes(pair, old, now, new Set(types))] : data;
}

/** Finds differences of known event types whose data is not documented. */
function* compareEventTypes(
  pair: DocumentPair,
  old: unknown,
  now: unknown,
  others: ReadonlySet<string>,
): Generator<Difference> {
  const before = new Set(flattenSchema(pair.from, typeIn(old)).known);
  const after = new Set(flattenSchema(pair.to, typeIn(now)).known);
  for (const type of new Set([...before, ...after])) {
    if (others.has(type) || before.has(type) === after.has(type)) continue;
    const isGone = before.has(type);
    yield {
      ...typePlace("type", WEBHOOK_EVENT, type),
      effect: "place",
      otherwise: "addition",
      suspected: isGone,
      what: `event type "${type}" ${isGone ? "removed" : "added"}`,
      why: () => `\`event.type === "${type}"\` ${isGone ? "no longer compiles" : "now compiles"}`,
    };
  }
}

function typeIn(schema: unknown): unknown {
  return nodeOf(nodeOf(schema)["properties"])["type"];
}

function changedData(type: string, was: boolean, is: boolean): DifferenceDraft {
  const [what, state] = is
    ? was
      ? ["changed", "now of another type"]
      : ["added", "now documented"]
    : ["removed", "no longer documented"];
  return {
    ...EXISTS,
    suspected: true,
    what: `data of event "${type}" ${what}`,
    why: () => `the data of an event "${type}" is ${state}`,
  };
}
