import { collectParts } from "../contract/composition.ts";
import { nodeOf, resolve } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isJson } from "../contract/media-types.ts";

/** Facts about an operation's requests that a fake needs. */
export interface RequestFacts {
  /**
   * Names that the request shares with the objects of the response: fields of the JSON body, or query parameters if
   * there is no body. A fake stores such fields, and filters by such parameters.
   */
  readonly sharedFields: readonly string[];
  /** The bounds and the default of each integer in the query. */
  readonly integers: Readonly<Record<string, Node>>;
}

/** Reads the request facts of an operation from its schemas. */
export function findRequestFacts(document: Node, operation: ContractOperation): RequestFacts {
  const query = operation.parameters.filter((parameter) => parameter["in"] === "query");
  const sent =
    operation.requestBody === undefined
      ? query.map((parameter) => String(parameter["name"]))
      : fieldsOf(document, schemasIn(operation.requestBody));
  const success = operation.responses.find(({ status }) => status.startsWith("2"))?.node;
  const shown = new Set(success && fieldsOf(document, objectsIn(document, schemasIn(success))));
  return {
    sharedFields: [...new Set(sent)].filter((name) => shown.has(name)),
    integers: Object.fromEntries(query.flatMap((parameter) => readInteger(document, parameter))),
  };
}

function schemasIn(body: Node): readonly unknown[] {
  const media = Object.entries(nodeOf(body["content"])).find(([type]) => isJson(type));
  return media === undefined ? [] : [nodeOf(media[1])["schema"]];
}

/** The objects of a response: itself, the items of its list, or the items of lists in it. */
function objectsIn(document: Node, schemas: readonly unknown[]): readonly unknown[] {
  const parts = collectParts(document, schemas, "first");
  const members = parts.flatMap((part) => Object.values(nodeOf(part["properties"])));
  const lists = collectParts(document, [...parts, ...members], "none").map((part) => part["items"]);
  return [...parts, ...lists.filter((items) => items !== undefined)];
}

function fieldsOf(document: Node, schemas: readonly unknown[]): readonly string[] {
  return collectParts(document, schemas, "first").flatMap((part) => Object.keys(nodeOf(part["properties"])));
}

function readInteger(document: Node, parameter: Node): [string, Node][] {
  const schema = resolve(document, parameter["schema"]);
  if (schema["type"] !== "integer") return [];
  const facts = ["minimum", "maximum", "default"].flatMap((keyword): [string, number][] => {
    const value = schema[keyword];
    return typeof value === "number" ? [[keyword, value]] : [];
  });
  return facts.length === 0 ? [] : [[String(parameter["name"]), Object.fromEntries(facts)]];
}
