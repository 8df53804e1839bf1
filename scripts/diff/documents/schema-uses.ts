import { isNode, listOf, METHODS, nodeOf, resolve, textOf, valueAt } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { extendPointer } from "../../contract/pointer.ts";

/** What the schemas of a contract are for, by their names. */
export interface SchemaUses {
  /** A part of a request. */
  readonly sent: ReadonlySet<string>;
  /** A part of anything else that users get: responses, callbacks, events; and what nothing leads to. */
  readonly read: ReadonlySet<string>;
}

const SENT_KEYS: ReadonlySet<string> = new Set(["parameters", "requestBody"]);

/** Finds out which schemas users construct, and which they read. */
export function findSchemaUses(document: Node): SchemaUses {
  const names = Object.keys(nodeOf(nodeOf(document["components"])["schemas"]));
  const referenceTo = (name: string): string => extendPointer("#/components/schemas", name);
  const items = Object.values(nodeOf(document["paths"])).map((item) => resolve(document, item));
  const parts = items.flatMap((item) => [
    ...Object.entries(item).filter(([key]) => !METHODS.includes(key)),
    ...METHODS.flatMap((method) => Object.entries(resolve(document, item[method]))),
  ]);
  const sent = findReferred(
    document,
    parts.filter(([key]) => SENT_KEYS.has(key)).map(([, part]) => part),
  );
  const received = findReferred(document, [
    ...parts.filter(([key]) => !SENT_KEYS.has(key)).map(([, part]) => part),
    document["webhooks"],
    Object.values(nodeOf(nodeOf(document["components"])["schemas"])).map(
      (schema) => nodeOf(schema)["x-event-data"],
    ),
  ]);
  const isUsed = (uses: ReadonlySet<string>, name: string): boolean => uses.has(referenceTo(name));
  return {
    sent: new Set(names.filter((name) => isUsed(sent, name))),
    read: new Set(names.filter((name) => isUsed(received, name) || !isUsed(sent, name))),
  };
}

/** Every reference that something leads to, directly or by way of others. */
function findReferred(document: Node, start: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) listOf(value).forEach(visit);
    if (!isNode(value)) return;
    for (const [key, child] of Object.entries(value)) {
      // Event data is by type, not by keyword.
      const reference = textOf(child)?.startsWith("#/") === true ? textOf(child) : undefined;
      if (reference === undefined) visit(child);
      else if (key !== "operationRef" && !found.has(reference)) {
        found.add(reference);
        visit(valueAt(document, reference));
      }
    }
  };
  visit(start);
  return found;
}
