import type { Manifest, OperationEntry } from "../manifest.ts";

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
      return { key, entry, method, path, segments: path.split("/") };
    })
    .sort((a, b) => countParameters(a.segments) - countParameters(b.segments));

  return (method, path) => {
    const segments = path.split("/");
    const matches = routes.flatMap(({ segments: template, ...route }) => {
      const params = matchSegments(template, segments);
      return params === undefined ? [] : [{ ...route, operationId: route.entry.operationId, params }];
    });
    return {
      operation: matches.find((match) => match.method === method),
      methods: matches.map((match) => match.method),
    };
  };
}

function matchSegments(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const segment = segments[index] ?? "";
    const name = parameterName(expected);
    if (name === undefined) {
      if (segment !== expected) return undefined;
    } else {
      if (segment === "") return undefined;
      params[name] = decodeSegment(segment);
    }
  }
  return params;
}

function parameterName(segment: string): string | undefined {
  return /^\{(.+)\}$/.exec(segment)?.[1];
}

function countParameters(segments: readonly string[]): number {
  return segments.filter((segment) => parameterName(segment) !== undefined).length;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
