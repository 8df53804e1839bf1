import { ContractError } from "../contract/contract-error.ts";
import { isNode, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

const SCHEMA = /^#\/components\/schemas\/([^/]+)$/;

/**
 * The types that `x-event-data` on a schema of events makes: what `data` holds, by type of event. OpenAPI has no words for it
 * that do not close the list of types.
 */
export function declareEventData(document: Node): readonly string[] {
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const references = nodeOf(schema)["x-event-data"];
    return isNode(references) ? [declareOne(document, name, references)] : [];
  });
}

/** The name of the type that `x-event-data` on a schema makes. */
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
  return `/** What \`data\` of ${name} holds, by \`type\`. What the types that are missing hold is not documented. */
export interface ${eventDataName(name)} {
${members.join("\n")}
}
`;
}
