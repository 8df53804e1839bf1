import type { Manifest, OperationEntry } from "../manifest.ts";
import { compareTemplates, readTemplate } from "../text/path-template.ts";

/** The operation of the contract that a request calls. */
export interface CalledOperation {
  /** Method and path template, the key into manifest and examples: `"GET /devices/{id}"`. */
  readonly key: string;
  /** The contract's operationId: `"get-device"`. */
  readonly operationId: string;
  /** In upper case: `"GET"`. */
  readonly method: string;
  /** Path template: `"/devices/{id}"`. */
  readonly path: string;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Entry of the operation in the manifest. */
  readonly entry: OperationEntry;
}

/** The operation found, and all methods of the path; none for a path that the contract lacks. */
export interface RouteMatch {
  readonly operation: CalledOperation | undefined;
  readonly methods: readonly string[];
}

/** Finds the operation of a method and a URL path. */
export type Router = (method: string, path: string) => RouteMatch;

/** Reads the path templates of a manifest once. A literal segment wins over a path parameter. */
export function createRouter(manifest: Manifest): Router {
  const routes = Object.entries(manifest.operations)
    .map(([key, entry]) => {
      const [method = "", path = ""] = key.split(" ");
      return { key, entry, method, path, template: readTemplate(path) };
    })
    .sort((a, b) => compareTemplates(a.template, b.template));

  return (method, path) => {
    // Unlike in `flatpeak/fetch`, a trailing slash is an empty segment, which no template has.
    const segments = path.split("/").slice(1).map(decodeSegment);
    const matches = routes.flatMap(({ template, ...route }) => {
      const params = template.match(segments);
      return params === undefined ? [] : [{ ...route, operationId: route.entry.operationId, params }];
    });
    return {
      operation: matches.find((match) => match.method === method),
      methods: matches.map((match) => match.method),
    };
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
