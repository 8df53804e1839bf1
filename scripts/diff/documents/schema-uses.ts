import { METHODS, nodeOf, pathItemsOf, resolve, valueAt } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { extendPointer } from "../../contract/pointer.ts";
import { findReferences } from "../../contract/references.ts";

/** Uses of the schemas of a contract, by schema name. */
export interface SchemaUses {
  /** Schemas in requests. */
  readonly sent: ReadonlySet<string>;
  /** Schemas in anything that users receive: responses, callbacks, events. Also schemas without a reference. */
  readonly read: ReadonlySet<string>;
}

const SENT_KEYS: ReadonlySet<string> = new Set(["parameters", "requestBody"]);

/** Finds which schemas users construct, and which they read. */
export function findSchemaUses(document: Node): SchemaUses {
  const names = Object.keys(nodeOf(nodeOf(document["components"])["schemas"]));
  const referenceTo = (name: string): string => extendPointer("#/components/schemas", name);
  const parts: readonly Part[] = pathItemsOf(document).flatMap(([, item]) => [
    ...Object.entries(item).filter(([key]) => !METHODS.includes(key)),
    ...METHODS.flatMap((method) => Object.entries(resolve(document, item[method]))),
  ]);
  const sent = findReferred(
    document,
    parts.filter(([key]) => SENT_KEYS.has(key)),
  );
  const received = findReferred(document, [
    ...parts.filter(([key]) => !SENT_KEYS.has(key)),
    ["webhooks", document["webhooks"]],
    ...readEventData(document).map((reference): Part => ["event", { $ref: reference }]),
  ]);
  const isUsed = (uses: ReadonlySet<string>, name: string): boolean => uses.has(referenceTo(name));
  return {
    sent: new Set(names.filter((name) => isUsed(sent, name))),
    read: new Set(names.filter((name) => isUsed(received, name) || !isUsed(sent, name))),
  };
}

/** A key and its value. */
type Part = readonly [key: string, value: unknown];

/** The references in `x-event-data`, by event type. */
function readEventData(document: Node): readonly unknown[] {
  const schemas = Object.values(nodeOf(nodeOf(document["components"])["schemas"]));
  return schemas.flatMap((schema) => Object.values(nodeOf(nodeOf(schema)["x-event-data"])));
}

/** Every reference in some values, directly or through other references. */
function findReferred(document: Node, parts: readonly Part[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown, pointer: string): void => {
    for (const { reference } of findReferences(document, { value, pointer })) {
      if (found.has(reference)) continue;
      found.add(reference);
      visit(valueAt(document, reference), reference);
    }
  };
  for (const [key, value] of parts) visit(value, extendPointer("#", key));
  return found;
}
