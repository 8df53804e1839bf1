import { ContractError } from "../contract/contract-error.ts";
import { isNode, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { literal } from "./examples.ts";
import { composeSample } from "./samples.ts";

const SCHEMA = /^#\/components\/schemas\/([^/]+)$/;

/**
 * The types for `x-event-data` on a schema of events: `data` by event type. OpenAPI itself could express this only
 * with a closed list of types.
 */
export function declareEventData(document: Node): readonly string[] {
  return marksOf(document).map(([name, references]) => declareOne(document, name, references));
}

/** Renders an example of each type's data, for the module `generated/examples.ts`; empty without the mark. */
export function renderEventData(document: Node): string {
  const marks = marksOf(document);
  if (marks.length === 0) return "";
  const types = marks.flatMap(([, references]) => Object.entries(references));
  const samples = new Map(
    types.map(([, reference]) => {
      const sample = composeSample(
        document,
        { $ref: reference },
        { use: "response", optional: "exemplified" },
      );
      return [reference, literal(sample?.value ?? {})];
    }),
  );
  // One constant for each schema, which several types may share.
  const names = new Map([...samples.keys()].map((reference, index) => [reference, `eventData${index + 1}`]));
  const constants = [...samples].map(
    ([reference, text]) => `const ${names.get(reference) ?? ""} = ${text} as const;`,
  );
  const members = types.map(([type, reference]) => `${literal(type)}: ${names.get(reference) ?? ""},`);
  return [
    "",
    ...constants,
    "",
    "/** Fields of an event's `data`, by type. */",
    "export const eventData = {",
    ...members,
    "} as const;",
    "",
  ].join("\n");
}

/** The schemas of events that have the mark. */
function marksOf(document: Node): readonly (readonly [string, Node])[] {
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const references = nodeOf(schema)["x-event-data"];
    return isNode(references) ? [[name, references] as const] : [];
  });
}

/** The name of the type for `x-event-data` on a schema. */
export function eventDataName(schema: string): string {
  return `${schema.replace(/\W/g, "")}DataByType`;
}

function declareOne(document: Node, name: string, references: Node): string {
  const members = Object.entries(references).map(([type, value]) => {
    const reference = textOf(value) ?? "";
    const schema = SCHEMA.exec(reference)?.[1];
    if (schema === undefined || Object.keys(resolve(document, { $ref: reference })).length === 0) {
      throw new ContractError([
        `#/components/schemas/${name}/x-event-data: ${JSON.stringify(type)} must be the $ref of a schema, such as ` +
          `"#/components/schemas/Device", not ${JSON.stringify(value)}`,
      ]);
    }
    return `  ${JSON.stringify(type)}: components["schemas"][${JSON.stringify(schema)}];`;
  });
  return `/** Type of \`data\` in ${name}, by event type. The data of all other event types is not documented. */
export interface ${eventDataName(name)} {
${members.join("\n")}
}
`;
}
