import type { Node } from "../../scripts/contract/document.ts";

/** A contract with some schemas and no operations. */
export function contractOf(
  schemas: Node,
  { openapi = "3.0.3", paths = {} }: Partial<Record<string, unknown>> = {},
): Node {
  return { openapi, info: { title: "T", version: "1" }, paths, components: { schemas } };
}

/** A reference to a schema. */
export function ref(name: string): Node {
  return { $ref: `#/components/schemas/${name}` };
}
