import { nodeOf } from "../../contract/document.ts";
import { eventDataName } from "../../generate/event-data.ts";
import type { Part } from "../location.ts";
import type { Difference, Draft, Place } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";
import { compareSchemas } from "./schema-differences.ts";
import { findSchemaUses } from "./schema-uses.ts";

const EXISTS = { effect: "place", otherwise: "addition" } as const;

/** Exported types: those that came and went, and what is inside the others. */
export function compareTypes(pair: DocumentPair): readonly Difference[] {
  const [before, after] = [pair.from, pair.to].map((document) =>
    nodeOf(nodeOf(document["components"])["schemas"]),
  );
  const { read, sent } = findSchemaUses(pair.from);
  return Object.keys({ ...before, ...after }).flatMap((name) => {
    const [old, now] = [before?.[name], after?.[name]];
    const whole = typePlace("type", name);
    if (now === undefined)
      return [{ ...whole, ...goneType(name) }, ...compareEventData(pair, name, old, now)];
    if (old === undefined) return [{ ...whole, ...newType(name) }, ...compareEventData(pair, name, old, now)];
    return [
      ...(read.has(name) ? compareSchemas(pair, whole, old, now) : []),
      ...(sent.has(name) ? compareSchemas(pair, typePlace("request type", name), old, now) : []),
      ...compareEventData(pair, name, old, now),
    ];
  });
}

function typePlace(part: Part, owner: string, ...path: readonly string[]): Place {
  return { location: { owner, part, path }, anchor: undefined };
}

function goneType(name: string): Draft {
  const why = (): string => `\`import type { ${name} }\` does not compile any more`;
  return { ...EXISTS, suspected: true, what: "type removed", why };
}

function newType(name: string): Draft {
  const why = (): string => `\`import type { ${name} }\` now compiles`;
  return { ...EXISTS, suspected: false, what: "type added", why };
}

/** What events hold, by their type: in a type of its own, and in the events of `flatpeak/webhooks`. */
function compareEventData(
  pair: DocumentPair,
  name: string,
  old: unknown,
  now: unknown,
): readonly Difference[] {
  const [before, after] = [old, now].map((schema) => nodeOf(nodeOf(schema)["x-event-data"]));
  const types = Object.keys({ ...before, ...after });
  const owners = [eventDataName(name), ...(name === "Event" ? ["WebhookEvent"] : [])];
  return owners.flatMap((owner) =>
    types.flatMap((type) => {
      const place = typePlace("type", owner, type);
      const [was, is] = [before?.[type], after?.[type]];
      if (was === is) return compareSchemas(pair, place, { $ref: was }, { $ref: is });
      return [{ ...place, ...changedData(type, was !== undefined, is !== undefined) }];
    }),
  );
}

function changedData(type: string, was: boolean, is: boolean): Draft {
  const why = (code: string): string =>
    `\`${code}\`, the data of "${type}", is ${is ? (was ? "now another type" : "now documented") : "not documented any more"}`;
  return {
    ...EXISTS,
    suspected: true,
    what: `data of event "${type}" ${is ? (was ? "changed" : "added") : "removed"}`,
    why,
  };
}
