import type { Manifest, OperationEntry } from "../manifest.ts";
import type { HttpMethod } from "../types/calls.ts";
import { compareTemplates, readSegments, readTemplate } from "./path-template.ts";
import type { PathValues } from "./path-template.ts";

/** The operation that a request is for. */
export interface FoundOperation {
  readonly method: HttpMethod;
  /** The template: `/devices/{id}`. */
  readonly path: string;
  readonly values: PathValues;
  readonly entry: OperationEntry;
}

/** Finds the operation of a request; `undefined` for another origin, or a path or method that the contract lacks. */
export type FindOperation = (method: string, url: string) => FoundOperation | undefined;

const METHODS: readonly HttpMethod[] = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];

/**
 * @param baseUrl an absolute URL; only paths below it are the contract's
 */
export function createOperationFinder({ operations }: Manifest, baseUrl: string): FindOperation {
  const base = new URL(baseUrl);
  const prefix = readSegments(base.pathname.replace(/\/+$/, "")) ?? [];
  const routes = Object.entries(operations)
    .map(([key, entry]) => {
      const space = key.indexOf(" ");
      const path = key.slice(space + 1);
      return { name: key.slice(0, space), path, entry, template: readTemplate(path) };
    })
    .sort((one, other) => compareTemplates(one.template, other.template));

  return (given, url) => {
    const { origin, pathname } = new URL(url);
    const segments = readSegments(pathname);
    if (origin !== base.origin || segments === undefined) return undefined;
    if (prefix.some((segment, index) => segment !== segments[index])) return undefined;
    const name = given.toUpperCase();
    const method = METHODS.find((candidate) => candidate.toUpperCase() === name);
    if (method === undefined) return undefined;
    const rest = segments.slice(prefix.length);
    for (const { path, entry, template } of routes.filter((route) => route.name === name)) {
      const values = template.match(rest);
      if (values !== undefined) return { method, path, values, entry };
    }
    return undefined;
  };
}
