/** A JSON object of the contract, read field by field: nothing about its shape is taken for granted. */
export type Node = Readonly<Record<string, unknown>>;

/** An operation of the contract, with references resolved one level deep. */
export interface ContractOperation {
  /** Method and path template, `"POST /devices"`: what everything generated is keyed by. */
  readonly key: string;
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly node: Node;
  /** Path-level ones included; an operation's own wins. */
  readonly parameters: readonly Node[];
  readonly requestBody: Node | undefined;
  /** By status; `x-` keys left out. `reference` is the `$ref` that stood there, if one did. */
  readonly responses: readonly ContractResponse[];
}

/** One response of an operation. */
export interface ContractResponse {
  readonly status: string;
  readonly node: Node;
  readonly reference: string | undefined;
}

/** The methods an operation may have, in the order that everything generated has them. */
export const METHODS = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];

/** Whether a value is a JSON object. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; empty if it is none. */
export function nodeOf(value: unknown): Node {
  return isNode(value) ? value : {};
}

/** The value as a list; empty if it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Follows `$ref`s within the document, however many, to what they point at. */
export function resolve(document: Node, value: unknown): Node {
  let node = nodeOf(value);
  for (const seen = new Set<string>(); ;) {
    const reference = textOf(node["$ref"]);
    if (reference === undefined || seen.has(reference)) return node;
    seen.add(reference);
    node = nodeOf(find(document, reference));
  }
}

function find(document: Node, reference: string): unknown {
  const steps = reference.replace(/^#\/?/, "").split("/");
  let found: unknown = document;
  for (const step of steps) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    found = Array.isArray(found) ? listOf(found)[Number(key)] : nodeOf(found)[key];
  }
  return found;
}

/** Every operation of the contract, by path and then by method, in one order whatever order the contract has. */
export function operationsOf(document: Node): readonly ContractOperation[] {
  const paths = nodeOf(document["paths"]);
  return Object.keys(paths)
    .filter((path) => path.startsWith("/"))
    .sort()
    .flatMap((path) => {
      const item = resolve(document, paths[path]);
      return METHODS.filter((method) => isNode(item[method])).map((method) =>
        readOperation(document, path, method, item),
      );
    });
}

function readOperation(document: Node, path: string, method: string, item: Node): ContractOperation {
  const node = nodeOf(item[method]);
  const parameters = new Map<string, Node>();
  for (const value of [...listOf(item["parameters"]), ...listOf(node["parameters"])]) {
    const parameter = resolve(document, value);
    parameters.set(`${String(parameter["in"])} ${String(parameter["name"])}`, parameter);
  }
  const responses = Object.entries(nodeOf(node["responses"]))
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, value]) => ({
      status,
      node: resolve(document, value),
      reference: textOf(nodeOf(value)["$ref"]),
    }));
  return {
    key: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    node,
    parameters: [...parameters.values()],
    requestBody: node["requestBody"] === undefined ? undefined : resolve(document, node["requestBody"]),
    responses,
  };
}
