import { UsageError } from "../errors/classes.ts";
import type { Manifest, OperationEntry } from "../manifest.ts";
import type { HttpMethod } from "../types/calls.ts";
import { compareTemplates, readSegments, readTemplate } from "../text/path-template.ts";
import type { PathTemplate, PathValues } from "../text/path-template.ts";

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

/** An operation with the parts of its URL. */
interface Route {
  readonly name: string;
  readonly path: string;
  readonly entry: OperationEntry;
  readonly template: PathTemplate;
  /** Segments of the base URL of its server. */
  readonly prefix: readonly string[];
  /** Query of its path template. */
  readonly fixed: readonly (readonly [name: string, value: string])[];
}

/** @param baseUrl an absolute URL; only paths below it, or below the server of an operation, belong to the contract */
export function createOperationFinder(manifest: Manifest, baseUrl: string): FindOperation {
  const base = new URL(baseUrl);
  const routes = Object.entries(manifest.operations)
    .flatMap(([key, entry]) => readRoute(manifest, baseUrl.replace(/\/+$/, ""), key, entry) ?? [])
    .sort(
      (one, other) => other.fixed.length - one.fixed.length || compareTemplates(one.template, other.template),
    );

  return (given, url) => {
    const { origin, pathname, searchParams } = new URL(url);
    const segments = readSegments(pathname);
    if (origin !== base.origin || segments === undefined) return undefined;
    const name = given.toUpperCase();
    const method = METHODS.find((candidate) => candidate.toUpperCase() === name);
    if (method === undefined) return undefined;
    for (const route of routes.filter((candidate) => candidate.name === name)) {
      const { path, entry, template, prefix } = route;
      if (prefix.some((segment, index) => segment !== segments[index])) continue;
      const values = hasQuery(route, searchParams)
        ? template.match(segments.slice(prefix.length))
        : undefined;
      if (values !== undefined) return { method, path, values, entry };
    }
    return undefined;
  };
}

/**
 * Reads one operation; `undefined` if request URLs cannot identify it, since it is on another origin, its path has a
 * fragment, or the path of its server has broken percent-encoding.
 */
function readRoute(
  manifest: Manifest,
  baseUrl: string,
  key: string,
  entry: OperationEntry,
): Route | undefined {
  const space = key.indexOf(" ");
  const path = key.slice(space + 1);
  if (path.includes("#")) return undefined;
  const [pathname = "", query = ""] = path.split(/\?(.*)/s);
  const place = findPlace(manifest, baseUrl, entry);
  const prefix = place === undefined ? undefined : readSegments(new URL(place).pathname);
  if (prefix === undefined) return undefined;
  return {
    name: key.slice(0, space),
    path,
    entry,
    template: readTemplate(pathname),
    prefix,
    fixed: [...new URLSearchParams(query)],
  };
}

/** Finds the base URL of an operation; `undefined` if its server is on another origin. */
function findPlace(manifest: Manifest, baseUrl: string, entry: OperationEntry): string | undefined {
  const encoded = entry.wire && manifest.encode?.(entry, { baseUrl, manifest });
  try {
    return encoded?.writeUrl ? encoded.writeUrl(baseUrl) : baseUrl;
  } catch (thrown) {
    if (thrown instanceof UsageError) return undefined;
    throw thrown;
  }
}

function hasQuery({ fixed }: Route, given: URLSearchParams): boolean {
  return fixed.every(([name, value]) => given.getAll(name).includes(value));
}
