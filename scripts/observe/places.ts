import { isNode, listOf, nodeOf, operationsOf, textOf, valueAt, valueAtSteps } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isJson } from "../contract/media-types.ts";
import { readPointer } from "../contract/pointer.ts";

/** Path of keys to a part of a contract. */
export type Steps = readonly string[];

/** Finds the parts of a contract that observations concern. */
export interface Places {
  readonly operation: (operationId: string) => ContractOperation | undefined;
  readonly operationSteps: (operation: ContractOperation) => Steps;
  /**
   * The schema of a place in a response body, without following references; undefined if the place has no own schema.
   */
  readonly schema: (operation: ContractOperation, status: number, pointer: Steps) => Steps | undefined;
  /** The schema of events. */
  readonly event: (pointer: Steps) => Steps | undefined;
  /** The schemas that describe an object: its own, or the parts of its composition. */
  readonly parts: (schema: Steps) => readonly Steps[];
  /** Pointers of all components that a schema refers to, directly or indirectly. */
  readonly components: (schema: Steps) => ReadonlySet<string>;
  readonly at: (steps: Steps) => Node;
}

export function createPlaces(document: Node): Places {
  const at = (steps: Steps): Node => nodeOf(valueAtSteps(document, steps));

  const follow = (steps: Steps): Steps => {
    const seen = new Set<string>();
    let found = steps;
    for (;;) {
      const reference = textOf(at(found)["$ref"]);
      if (reference === undefined || seen.has(reference)) return found;
      seen.add(reference);
      found = readPointer(reference);
    }
  };

  const parts = (schema: Steps): readonly Steps[] => {
    const own = follow(schema);
    const all = listOf(at(own)["allOf"]).map((_, index) => [...own, "allOf", String(index)]);
    return [own, ...all.flatMap(parts)];
  };

  const descend = (schema: Steps, step: string): Steps | undefined => {
    for (const part of parts(schema)) {
      const { items, additionalProperties, properties } = at(part);
      if (step === "*" && isNode(items)) return [...part, "items"];
      if (step === "*" && isNode(additionalProperties)) return [...part, "additionalProperties"];
      if (isNode(properties) && step in properties) return [...part, "properties", step];
    }
    return undefined;
  };
  const descendAll = (root: Steps, pointer: Steps): Steps | undefined =>
    pointer.reduce<Steps | undefined>((found, step) => found && descend(found, step), root);

  const components = (schema: Steps): ReadonlySet<string> => {
    const found = new Set<string>();
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const reference = textOf(nodeOf(value)["$ref"]);
      if (reference !== undefined && !found.has(reference)) {
        found.add(reference);
        visit(valueAt(document, reference));
      }
      Object.values(value).forEach(visit);
    };
    visit(at(schema));
    return found;
  };

  const operationSteps = ({ path, method }: ContractOperation): Steps => [
    "paths",
    path,
    method.toLowerCase(),
  ];

  return {
    at,
    parts,
    components,
    operationSteps,
    operation: (operationId) => operationsOf(document).find(({ id }) => id === operationId),
    schema: (operation, status, pointer) => {
      const steps = [...operationSteps(operation), "responses"];
      const key = [String(status), `${String(status).charAt(0)}XX`, "default"].find(
        (name) => name in at(steps),
      );
      if (key === undefined) return undefined;
      const response = follow([...steps, key]);
      const type = Object.keys(nodeOf(at(response)["content"])).find(isJson);
      return type === undefined ? undefined : descendAll([...response, "content", type, "schema"], pointer);
    },
    event: (pointer) => {
      const schemas = ["components", "schemas"];
      const name = Object.keys(at(schemas)).find((key) => "x-event-data" in at([...schemas, key]));
      return name === undefined ? undefined : descendAll([...schemas, name], pointer);
    },
  };
}

/** The JSONPath of a part. */
export function writeJsonPath(steps: Steps): string {
  return steps.reduce((path, step) => {
    if (/^[A-Za-z_]\w*$/.test(step)) return `${path}.${step}`;
    return /^\d+$/.test(step) && path.endsWith("allOf") ? `${path}[${step}]` : `${path}['${escape(step)}']`;
  }, "$");
}

function escape(step: string): string {
  return step.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
