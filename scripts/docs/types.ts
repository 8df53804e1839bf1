import { nodeOf, resolve } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { codeSpan } from "../markdown/escape.ts";
import { createSlugs } from "../markdown/slugs.ts";
import { nameSchemas } from "../generate/names.ts";

/** A named schema of the contract, which has a page. */
export interface NamedType {
  /** Name in the contract. */
  readonly schemaName: string;
  /** Name of the exported type; `undefined` for a schema that the package cannot export. */
  readonly exportName: string | undefined;
  readonly schema: Node;
  /** Name of the page within `types/`. */
  readonly slug: string;
}

/** Finds the named schemas of a contract. */
export type NamedTypes = ReadonlyMap<Node, NamedType>;

export function readNamedTypes(document: Node): NamedTypes {
  const schemas = nodeOf(nodeOf(document["components"])["schemas"]);
  const names = Object.keys(schemas).sort();
  const exported = nameSchemas(names);
  const slugOf = createSlugs();
  return new Map(
    names.map((schemaName) => {
      const schema = resolve(document, schemas[schemaName]);
      const exportName = exported.get(schemaName);
      return [schema, { schemaName, exportName, schema, slug: slugOf(schemaName) }] as const;
    }),
  );
}

/** Writes a link to a type, for a page of another folder. */
export function linkToType({ schemaName, exportName, slug }: NamedType): string {
  return `[${codeSpan(exportName ?? schemaName)}](../types/${slug}.md)`;
}
