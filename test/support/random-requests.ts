import { isNode, listOf, nodeOf } from "../../scripts/contract/document.ts";
import type { ContractOperation, Node } from "../../scripts/contract/document.ts";
import type { JudgedRequest } from "./local-flatpeak/judge.ts";
import { choose, makeInstance, mutate } from "./soundness/instances.ts";
import type { Random } from "./soundness/instances.ts";

const NO_TIMES = [
  "not a date",
  "2026-01-02",
  "2026-02-30T00:00:00Z",
  "2026-01-02T24:00:00Z",
  "2026-01-02 00:00:00Z",
];
const NUMBERS = [0, -1, 0.01, 0.009, 1.5, 1e9, null];
const VALUES = [
  "",
  " ",
  "0",
  "1",
  "100",
  "101",
  "-1",
  "1.0",
  "1.5",
  "1e1",
  "true",
  "TRUE",
  "null",
  "IMPORT",
  "ä",
];
const BODIES = ["{", "null", "[]", "{}", "1", '"text"', '{"__proto__": 1}'];
const TYPES = ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "text/plain", ""];

/** A random request of an operation. Half of the requests are invalid in one or several places. */
export function makeRequest(document: Node, operation: ContractOperation, random: Random): JudgedRequest {
  const isSpoilt = random() < 0.5;
  const spoils = (share: number): boolean => isSpoilt && random() < share;
  const valuesIn = (place: string): Node => {
    const found = operation.parameters.filter((parameter) => parameter["in"] === place);
    const schema = {
      type: "object",
      properties: Object.fromEntries(found.map(({ name, schema }) => [String(name), schema])),
      required: found.filter(({ required }) => required === true).map(({ name }) => name),
    };
    const values = makeInstance(document, schema, random);
    return nodeOf(spoils(0.3) && place !== "path" ? mutate(values, random) : values);
  };

  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(spoils(0.2) ? "a/ b" : String(valuesIn("path")[name])),
  );
  const query = new URLSearchParams(
    Object.entries(valuesIn("query")).map(([name, value]) => [
      name,
      spoils(0.3) ? (choose(random, VALUES) ?? "") : String(value),
    ]),
  );
  const [repeated] = query;
  if (repeated !== undefined && spoils(0.1)) query.append(...repeated);
  if (spoils(0.1)) query.append(choose(random, ["limit", "limit[]", "id", "__proto__"]) ?? "", "1");
  const body = makeBody(document, operation, random, spoils);
  const type = spoils(0.1) ? choose(random, TYPES) : body === undefined ? "" : TYPES[0];
  return {
    method: operation.method,
    path,
    query: query.toString(),
    headers: {
      ...(random() < 0.3 && { "flatpeak-version": "2025-09-14.anode" }),
      ...(type !== undefined && type !== "" && { "content-type": type }),
    },
    body,
  };
}

function makeBody(
  document: Node,
  { method, requestBody }: ContractOperation,
  random: Random,
  spoils: (share: number) => boolean,
): string | undefined {
  // `fetch` sends no body with a GET.
  if (method === "GET") return undefined;
  if (spoils(0.1)) return choose(random, BODIES);
  if (requestBody === undefined || spoils(0.1)) return undefined;
  if (requestBody["required"] !== true && random() < 0.2) return undefined;
  const { schema } = nodeOf(nodeOf(requestBody["content"])["application/json"]);
  const value = makeInstance(document, schema, random);
  const changed = spoils(0.7) ? mutate(value, random) : value;
  return JSON.stringify(spoils(0.3) ? spoilValues(changed, random) : changed);
}

/** Replaces some times in a body by invalid ones, and some numbers by others. */
function spoilValues(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return listOf(value).map((item) => spoilValues(item, random));
  if (isNode(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, spoilValues(item, random)]));
  }
  if (random() < 0.5) return value;
  if (typeof value === "number") return choose(random, NUMBERS);
  return typeof value === "string" && /^\d{4}-/.test(value) ? choose(random, NO_TIMES) : value;
}
