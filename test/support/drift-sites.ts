import { isNode, listOf, nodeOf, operationsOf, resolve, textOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";

/** A place of a valid body where one change makes it deviate from the contract. */
export interface Site {
  readonly kind: string;
  readonly pointer: string;
  /** Makes the change, in place. */
  readonly spoil: () => void;
}

/** A response of the contract that has a body. */
export interface BodyOfContract {
  readonly operationId: string;
  readonly status: number;
  readonly schema: unknown;
}

/** Every documented response with JSON. */
export function bodiesOf(document: Node): readonly BodyOfContract[] {
  return operationsOf(document).flatMap(({ id, responses }) =>
    responses.flatMap(({ status, node }) => {
      const schema = nodeOf(nodeOf(node["content"])["application/json"])["schema"];
      return schema === undefined ? [] : [{ operationId: id, status: Number(status), schema }];
    }),
  );
}

/** Every place of a valid body that can be made invalid, from the contract itself, not from generated files. */
export function findSites(document: Node, given: unknown, body: unknown, secret: string): readonly Site[] {
  const sites: Site[] = [];
  const visit = (value: unknown, schemaOf: unknown, pointer: string, set: (value: unknown) => void): void => {
    let schema = resolve(document, schemaOf);
    for (const [only] = listOf(schema["allOf"]); isNode(only) && listOf(schema["allOf"]).length === 1;)
      schema = resolve(document, only);
    // The event type decides the alternative of its data.
    if (schema["anyOf"] !== undefined) return;
    const add = (kind: string, at: string, spoil: () => void): void =>
      void sites.push({ kind, pointer: at, spoil });
    add("wrong-type", pointer, () => {
      set(Array.isArray(value) ? { [secret]: secret } : [secret]);
    });
    if (schema["enum"] !== undefined) {
      add("unlisted-value", pointer, () => {
        set(secret);
      });
    }
    if (Array.isArray(value)) {
      value.forEach((item: unknown, index) => {
        visit(item, schema["items"], `${pointer}/*`, (changed) => (value[index] = changed));
      });
    }
    if (!isNode(value) || schema["properties"] === undefined) return;
    const properties = nodeOf(schema["properties"]);
    for (const name of Object.keys(value)) {
      visit(value[name], properties[name], `${pointer}/${name}`, (changed) =>
        Reflect.set(value, name, changed),
      );
      if (!listOf(schema["required"]).includes(name)) continue;
      add("missing-property", `${pointer}/${name}`, () => Reflect.deleteProperty(value, name));
    }
    if (schema["additionalProperties"] !== undefined) return;
    add("unknown-property", `${pointer}/grid_zone`, () => Reflect.set(value, "grid_zone", secret));
    add("unknown-property", `${pointer}/*`, () => Reflect.set(value, secret, secret));
  };
  visit(body, given, "", () => undefined);
  return sites.filter(({ pointer }) => pointer !== "");
}

/** The name of the JSON type, for messages. */
export function nameOf({ operationId, status }: BodyOfContract): string {
  return `${textOf(operationId) ?? ""} ${status}`;
}
