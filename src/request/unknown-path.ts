import { nearest } from "../errors/unknown-names.ts";

/**
 * Describes what to write instead of an operation that the contract lacks.
 *
 * @param key method and path of the call: `GET /devices/dev_1`
 * @param known the operations of the contract: `GET /devices/{id}`
 */
export function adviseOnPath(key: string, known: readonly string[]): string {
  const [method, path] = splitKey(key);
  const fitting = known.filter((name) => fits(path, splitKey(name)[1]));
  const template = fitting.find((name) => name.startsWith(`${method} `));
  if (template !== undefined) return `use the template ${template} with params: { path: { … } }`;
  if (fitting.length > 0) return `the contract has only ${fitting.join(", ")}`;
  const near = nearest(key, known);
  return `the contract has no such operation${near === undefined ? "" : `; did you mean ${near}?`}`;
}

function splitKey(key: string): [method: string, segments: readonly string[]] {
  const [method = "", ...segments] = key.split(/[ /]/);
  return [method, segments];
}

function fits(path: readonly string[], template: readonly string[]): boolean {
  return (
    path.length === template.length &&
    template.every((part, at) => part === path[at] || (path[at] !== "" && part.startsWith("{")))
  );
}
