import { readPointer } from "./pointer.ts";

/** A JSON object of the contract. Its shape is not known, so each field is checked when it is read. */
export type Node = Readonly<Record<string, unknown>>;

/** An operation of the contract, with references resolved one level deep. */
export interface ContractOperation {
  /** Method and path template, `"POST /devices"`: the key in everything that is generated. */
  readonly key: string;
  /** The operationId; the key if it is missing or not unique. */
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly node: Node;
  /** Including path-level parameters; the operation's own take precedence. */
  readonly parameters: readonly Node[];
  /** Parameters that only the path template has. They are not declared, so they count as strings. */
  readonly undeclared: readonly Node[];
  readonly requestBody: Node | undefined;
  /** True if the request may be retried after a lost response: by `x-idempotent`, else by its method. */
  readonly idempotent: boolean;
  /** By status, without `x-` keys. `reference` is the `$ref` of the response, if it has one. */
  readonly responses: readonly ContractResponse[];
}

/** One response of an operation. */
export interface ContractResponse {
  readonly status: string;
  readonly node: Node;
  readonly reference: string | undefined;
}

/** Methods of operations, in the order of everything that is generated. */
export const METHODS = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];

/** Idempotent methods of HTTP, for operations without `x-idempotent`. */
const IDEMPOTENT_METHODS = new Set(["get", "put", "delete", "head", "options", "trace"]);

/** True if a value is a JSON object. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; empty for any other value. */
export function nodeOf(value: unknown): Node {
  return isNode(value) ? value : {};
}

/** The value as a list; empty for any other value. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Follows a chain of `$ref`s in the document to its value. */
export function resolve(document: Node, value: unknown): Node {
  let node = nodeOf(value);
  for (const seen = new Set<string>(); ;) {
    const reference = textOf(node["$ref"]);
    if (reference === undefined || seen.has(reference)) return node;
    seen.add(reference);
    node = nodeOf(valueAt(document, reference));
  }
}

/** The value at a JSON pointer such as `#/info`. */
export function valueAt(document: unknown, pointer: string): unknown {
  return valueAtSteps(document, readPointer(pointer));
}

/** The value at a path of keys and indices. */
export function valueAtSteps(document: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce(memberOf, document);
}

/** A value's own member, neither an inherited one nor the length of a list. */
function memberOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value))
    return /^(0|[1-9]\d*)$/.test(String(key)) ? listOf(value)[Number(key)] : undefined;
  return isNode(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The path items with references resolved, by path, without extensions. */
export function pathItemsOf(document: Node): readonly (readonly [path: string, item: Node])[] {
  const paths = nodeOf(document["paths"]);
  return Object.keys(paths)
    .filter((path) => path.startsWith("/"))
    .sort()
    .map((path) => [path, resolve(document, paths[path])]);
}

/** Every operation object of the contract, including those of webhooks and shared path items. */
export function findOperationNodes(document: Node): ReadonlySet<Node> {
  const named = [document["webhooks"], nodeOf(document["components"])["pathItems"]];
  const others = named.flatMap((map) => Object.values(nodeOf(map))).map((item) => resolve(document, item));
  const items = [...pathItemsOf(document).map(([, item]) => item), ...others];
  return new Set(items.flatMap((item) => METHODS.map((method) => item[method]).filter(isNode)));
}

/** Cached: every step reads the operations, and documents are never changed. */
const known = new WeakMap<Node, readonly ContractOperation[]>();

/** Every operation of the contract, sorted by path and then by method. */
export function operationsOf(document: Node): readonly ContractOperation[] {
  const operations = known.get(document) ?? readOperations(document);
  known.set(document, operations);
  return operations;
}

function readOperations(document: Node): readonly ContractOperation[] {
  const operations = pathItemsOf(document).flatMap(([path, item]) =>
    METHODS.filter((method) => isNode(item[method])).map((method) =>
      readOperation(document, path, method, item),
    ),
  );
  return identify(operations);
}

function readOperation(document: Node, path: string, method: string, item: Node): ContractOperation {
  const key = `${method.toUpperCase()} ${path}`;
  const node = resolve(document, item[method]);
  const parameters = new Map<string, Node>();
  for (const value of [...listOf(item["parameters"]), ...listOf(node["parameters"])]) {
    const parameter = resolve(document, value);
    parameters.set(`${String(parameter["in"])} ${String(parameter["name"])}`, parameter);
  }
  const undeclared = [...new Set(placeholdersOf(path))]
    .filter((name) => !parameters.has(`path ${name}`))
    .map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const responses = Object.entries(nodeOf(node["responses"]))
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, value]) => ({
      status,
      node: resolve(document, value),
      reference: textOf(nodeOf(value)["$ref"]),
    }));
  const mark = node["x-idempotent"];
  return {
    key,
    // openapi-typescript writes `#` as `/`.
    id: operationIdOf(node)?.replaceAll("#", "/") ?? key,
    method: method.toUpperCase(),
    path,
    node,
    parameters: [...parameters.values(), ...undeclared],
    undeclared,
    requestBody: node["requestBody"] === undefined ? undefined : resolve(document, node["requestBody"]),
    idempotent: typeof mark === "boolean" ? mark : IDEMPOTENT_METHODS.has(method),
    responses,
  };
}

/** The operationId of an operation; an empty one counts as missing, also in the types of openapi-typescript. */
export function operationIdOf(operation: Node): string | undefined {
  const id = textOf(operation["operationId"]);
  return id === "" ? undefined : id;
}

/** The names of the parameters in a path template. */
export function placeholdersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].flatMap(([, name]) => name ?? []);
}

/** Replaces an operationId with the key if another operation has the same ID or key. */
function identify(operations: readonly ContractOperation[]): readonly ContractOperation[] {
  const holders = new Map<string, Set<string>>();
  for (const { id, key } of operations) {
    for (const name of [id, key]) holders.set(name, (holders.get(name) ?? new Set()).add(key));
  }
  return operations.map((operation) =>
    holders.get(operation.id)?.size === 1 ? operation : { ...operation, id: operation.key },
  );
}
