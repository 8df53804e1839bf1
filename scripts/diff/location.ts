/**
 * Part of a call that a place belongs to. `error 409` is the body of an error, `headers 409` its headers, `type` an
 * exported type that is read, `request type` one that is constructed.
 */
export type Part =
  | "operation"
  | "request"
  | "query"
  | "path"
  | "header"
  | "body"
  | "data"
  | "type"
  | "request type"
  | `error ${string}`
  | `headers ${string}`;

/** True for an exported type and places inside one. */
export function isType(part: Part): boolean {
  return part === "type" || part === "request type";
}

/** A place in the code of users of the SDK. */
export interface Location {
  /** `GET /devices`, or the name of an exported type, or of the whole contract. */
  readonly owner: string;
  readonly part: Part;
  /** Names of properties; `[]` means the items of a list, `{}` the values of a map. */
  readonly path: readonly string[];
}

const REQUEST_PARTS: ReadonlySet<Part> = new Set<Part>([
  "request",
  "query",
  "path",
  "header",
  "body",
  "request type",
]);

/** True for parts of requests. The same change has opposite effects on reading and writing. */
export function isSent(part: Part): boolean {
  return REQUEST_PARTS.has(part);
}

export function isSameLocation(one: Location, other: Location): boolean {
  return contains(one, other) && contains(other, one);
}

/** True if a location is the same as another or contains it. */
export function contains(outer: Location, inner: Location): boolean {
  if (outer.owner !== inner.owner) return false;
  if (outer.part === "operation") return true;
  if (outer.part === "request") return isSent(inner.part);
  // A removed type can be neither read nor constructed.
  if (outer.part === "type" && outer.path.length === 0 && isType(inner.part)) return true;
  return outer.part === inner.part && outer.path.every((step, index) => inner.path[index] === step);
}

/** Location of a property, of an item, or of a value in a map. */
export function below(location: Location, step: string): Location {
  return { ...location, path: [...location.path, step] };
}

/** The code that reads a location: `data.rates[].average`, `params.query.limit`. */
export function codeOf({ owner, part, path }: Location): string {
  return renderPath(rootOf(owner, part), path);
}

/** Code of a root and the steps after it. */
export function renderPath(root: string, path: readonly string[]): string {
  const steps = path.map((step) => {
    if (step === "[]") return "[]";
    if (step === "{}") return "[key]";
    return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return root + steps.join("");
}

function rootOf(owner: string, part: Part): string {
  switch (part) {
    case "query":
    case "path":
    case "header":
      return `params.${part}`;
    case "body":
    case "data":
      return part;
    case "type":
    case "request type":
      return owner;
    case "operation":
    case "request":
      return "the call";
    default:
      return part.startsWith("headers") ? "headers" : "error.body";
  }
}

/** Describes a location: the operation and its code, or only the code if it begins with a type. */
export function describeLocation(location: Location): string {
  return isType(location.part) ? codeOf(location) : `${location.owner} \`${codeOf(location)}\``;
}
