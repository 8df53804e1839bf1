import type { Location } from "../location.ts";

/** A type of the SDK that is probed, with all that is inside it. */
export interface ProbedType {
  /** The type, given the name under which the package is imported. */
  readonly type: (api: string) => string;
  /** Where something inside belongs. */
  readonly location: (path: readonly string[]) => Location;
  /** Read, as answers are, or written, as requests are. */
  readonly use: "read" | "write";
  /** Whether the value as a whole is probed as well as what is in it. */
  readonly whole: boolean;
  readonly enter: (path: readonly string[]) => boolean;
}

const KINDS = ["query", "path", "header"] as const;

/** How the types of an operation are reached: by method and path, or by operationId. */
export type Entrance = PathEntrance | { readonly by: "id"; readonly id: string };

/** The method in lower case, as the types have it. */
export interface PathEntrance {
  readonly by: "path";
  readonly method: string;
  readonly path: string;
}

/** What a successful call gives. */
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

/** The error of a call, narrowed to one status; `documented` is what the contract has it under: 409, 4XX or default. */
export function errorOf(owner: string, entrance: Entrance, status: number, documented: string): ProbedType {
  return {
    // What `error.status === 409` makes of it, without having the compiler find that out for each property again.
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

/** Every error of an operation. */
export function errorType(api: string, entrance: Entrance): string {
  return entrance.by === "id"
    ? `${api}.OperationError<${quoteText(entrance.id)}>`
    : `NonNullable<${resultType(api, entrance)}["error"]>`;
}

/** What a call sends: its parameters and its body. */
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

/** What `flatpeak/webhooks` makes of an event of each type. */
export const EVENTS: ProbedType = {
  type: (api) => `{ [Type in ${api}.webhooks.EventType]: ${api}.webhooks.EventOf<Type>["data"] }`,
  location: (path) => ({ owner: "WebhookEvent", part: "type", path }),
  use: "read",
  whole: false,
  enter: () => true,
};

/** The second argument of a call. */
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
