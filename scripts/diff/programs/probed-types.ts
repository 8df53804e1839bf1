import { isErrorStatus } from "../../contract/error-responses.ts";
import type { Location } from "../location.ts";
import { nameIn } from "./declarations.ts";

/** A type of the SDK to probe, with everything inside it. */
export interface ProbedType {
  /** Returns the type, given the import name of the package. */
  readonly type: (api: string) => string;
  /** Returns the location of a place inside. */
  readonly location: (path: readonly string[]) => Location;
  /** Responses are read, requests are written. */
  readonly use: "read" | "write";
  /** True to probe the value as a whole, too. */
  readonly whole: boolean;
  readonly enter: (path: readonly string[]) => boolean;
}

const KINDS = ["query", "path", "header"] as const;

/** Way to name the types of an operation: by method and path, or by operationId. */
export type Entrance = PathEntrance | { readonly by: "id"; readonly id: string };

/** In lower case, as in the types. */
export interface PathEntrance {
  readonly by: "path";
  readonly method: string;
  readonly path: string;
}

/** Data of a successful call. */
export function dataOf(owner: string, entrance: Entrance): ProbedType {
  return {
    type: (api) =>
      entrance.by === "id"
        ? `${api}.OperationData<${quoteText(entrance.id)}>`
        : `Exclude<${resultType(api, entrance)}, { error: object }>["data"]`,
    location: (path) => ({ owner, part: "data", path }),
    use: "read",
    whole: true,
    enter: () => true,
  };
}

/** Error of a call, narrowed to one status; `documented` is its key in the contract: 409, 4XX or default. */
export function errorOf(owner: string, entrance: Entrance, status: number, documented: string): ProbedType {
  return {
    // The type after `error.status === 409`, which the compiler would otherwise compute again for each property.
    type: (api) => `${errorType(api, entrance)} & { status: ${status} }`,
    location: ([first, ...rest]) => ({
      owner,
      part: `error ${documented}`,
      path: first === "body" || first === undefined ? rest : [first, ...rest],
    }),
    use: "read",
    whole: false,
    enter: ([first = ""]) => first === "body" || first === "code",
  };
}

/** Union of all errors of an operation. */
export function errorType(api: string, entrance: Entrance): string {
  return entrance.by === "id"
    ? `${api}.OperationError<${quoteText(entrance.id)}>`
    : `NonNullable<${resultType(api, entrance)}["error"]>`;
}

/** Parameters and body of a call. */
export function requestOf(owner: string, entrance: Entrance): ProbedType {
  return {
    type: (api) =>
      entrance.by === "id"
        ? `{ body: ${api}.OperationBody<${quoteText(entrance.id)}> }`
        : initOf(api, entrance),
    location: ([first, second, ...rest]) => {
      if (first === "body")
        return { owner, part: "body", path: second === undefined ? [] : [second, ...rest] };
      const kind = KINDS.find((name) => name === second);
      return kind === undefined ? { owner, part: "request", path: [] } : { owner, part: kind, path: rest };
    },
    use: "write",
    whole: false,
    enter: ([first = ""]) => first === "params" || first === "body",
  };
}

/**
 * Responses of an operation as `operations` declares them: statuses, media types, and headers of the statuses that
 * remain. Other probes read the content.
 */
export function responsesOf(owner: string, id: string, remaining: ReadonlySet<string>): ProbedType {
  return {
    type: (api) => `${api}.${nameIn("operations", id, "responses")}`,
    location: ([status = "", part, ...path]) => {
      if (part === "headers" && path.length > 0) return { owner, part: `headers ${status}`, path };
      return { owner, part: isErrorStatus(status) ? `error ${status.toUpperCase()}` : "data", path: [] };
    },
    use: "read",
    whole: false,
    enter: ([status = "", part, ...path]) =>
      part === "headers" ? remaining.has(status) : part !== "content" || path.length < 2,
  };
}

/** Request of a webhook, which users receive. */
export function webhookOf(name: string, method: string): ProbedType {
  const owner = nameIn("webhooks", name, method);
  return {
    type: (api) => `${api}.${owner}["requestBody"]`,
    location: (path) => ({ owner, part: "type", path }),
    use: "read",
    whole: true,
    enter: () => true,
  };
}

/** A type that the package exports. */
export function exportedType(owner: string, name: string, use: ProbedType["use"]): ProbedType {
  return {
    type: (api) => `${api}.${name}`,
    location: (path) => ({ owner, part: use === "read" ? "type" : "request type", path }),
    use,
    whole: true,
    enter: () => true,
  };
}

/** Event data in `flatpeak/webhooks`, by event type. */
export const EVENTS: ProbedType = {
  type: (api) => `{ [Type in ${api}.$webhooks.EventType]: ${api}.$webhooks.EventOf<Type>["data"] }`,
  location: (path) => ({ owner: "WebhookEvent", part: "type", path }),
  use: "read",
  whole: false,
  enter: () => true,
};

/** Second argument of a call. */
export function initOf(api: string, { path, method }: PathEntrance): string {
  return `${api}.Init<${api}.paths, ${quoteText(path)}, ${quoteText(method)}>`;
}

function resultType(api: string, { path, method }: PathEntrance): string {
  return `${api}.Result<${api}.paths, ${quoteText(path)}, ${quoteText(method)}>`;
}

/** A string as source text. */
export function quoteText(text: string): string {
  return JSON.stringify(text);
}
