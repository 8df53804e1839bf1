import { findOperationNodes, isNode, listOf, nodeOf, resolve, textOf } from "./document.ts";
import type { ContractOperation, Node } from "./document.ts";
import { extendPointer, findPointer } from "./pointer.ts";

/**
 * Credentials that a client sends with an operation: a bearer token, the basic auth of the login, or nothing. Otherwise
 * a list of alternatives, each with the names of the schemes that are sent together.
 */
export type Security = "bearer" | "basic" | "none" | readonly (readonly string[])[];

/** A bearer token, basic auth, or the place of an API key. */
export type SecurityScheme = "bearer" | "basic" | { readonly in: string; readonly name: string };

/** Mark of the operation that exchanges account ID and API key for a bearer token. */
export const LOGIN_MARK = "x-login";

/**
 * Finds the credentials that a client sends with an operation. If every alternative has a scheme that the client cannot
 * send, the user's `fetch` must add its credentials.
 */
export function findSecurity(document: Node, operation: ContractOperation): Security {
  const schemes = readSchemes(document);
  const offered = readAlternatives(document, operation);
  const sent = offered.filter((names) => canSend(schemes, names));
  const alternatives =
    sent.length > 0 ? sent : offered.map((names) => names.filter((name) => canSend(schemes, [name])));
  const used = alternatives.flat();
  if (used.length === 0) return "none";
  const isAll = (kind: SecurityScheme): boolean =>
    alternatives.every(({ length }) => length > 0) && used.every((name) => schemes.get(name) === kind);
  if (isAll("bearer")) return "bearer";
  if (isAll("basic") && operation.node[LOGIN_MARK] !== undefined) return "basic";
  return [...new Map(alternatives.map((names) => [JSON.stringify(names), names])).values()];
}

/** The schemes that the given securities name, in the order of the contract; `undefined` if they name none. */
export function findNamedSchemes(
  document: Node,
  securities: readonly Security[],
): Readonly<Record<string, SecurityScheme>> | undefined {
  const named = new Set(
    securities.flatMap((security) => (typeof security === "string" ? [] : security.flat())),
  );
  const schemes = [...readSchemes(document)].filter(([name]) => named.has(name));
  return schemes.length > 0 ? Object.fromEntries(schemes) : undefined;
}

/** True if the client can send none of the operation's alternatives as a whole. */
export function isUnsent(document: Node, operation: ContractOperation): boolean {
  const schemes = readSchemes(document);
  const offered = readAlternatives(document, operation);
  return offered.length > 0 && !offered.some((names) => canSend(schemes, names));
}

/** The names under `security` that no security scheme has, with their places. */
export function findUndefinedSchemes(
  document: Node,
): readonly { readonly name: string; readonly pointer: string }[] {
  const schemes = nodeOf(nodeOf(document["components"])["securitySchemes"]);
  return [document, ...findOperationNodes(document)].flatMap((owner) =>
    listOf(owner["security"]).flatMap((alternative, index) =>
      Object.keys(nodeOf(alternative))
        .filter((name) => !Object.hasOwn(schemes, name))
        .map((name) => ({
          name,
          pointer: extendPointer(`${findPointer(document, owner)}/security/${index}`, name),
        })),
    ),
  );
}

/** The alternatives of an operation in words, such as `a bearer token` or `the API key "k"`; `""` for no credentials. */
export function describeAlternatives(document: Node, operation: ContractOperation): readonly string[] {
  const schemes = readSchemes(document);
  const describe = (name: string): string => {
    const scheme = schemes.get(name);
    if (typeof scheme === "object") return `the API key "${name}"`;
    return scheme === "bearer" ? "a bearer token" : scheme === "basic" ? "basic auth" : name;
  };
  const alternatives = readAlternatives(document, operation).map((names) =>
    [...new Set(names.map(describe))].sort().join(" and "),
  );
  return alternatives.length > 0 ? [...new Set(alternatives)] : [""];
}

/** True if a client can send all the schemes: a request has only one `authorization`. */
function canSend(schemes: ReadonlyMap<string, SecurityScheme>, names: readonly string[]): boolean {
  const authorizations = names.filter((name) => isAuthorization(schemes.get(name)));
  const areBearers = authorizations.every((name) => schemes.get(name) === "bearer");
  return names.every((name) => schemes.has(name)) && (areBearers || authorizations.length < 2);
}

function isAuthorization(scheme: SecurityScheme | undefined): boolean {
  return (
    typeof scheme !== "object" || (scheme.in === "header" && scheme.name.toLowerCase() === "authorization")
  );
}

function readAlternatives(document: Node, operation: ContractOperation): readonly (readonly string[])[] {
  return listOf(operation.node["security"] ?? document["security"])
    .filter(isNode)
    .map((alternative) => Object.keys(alternative));
}

/** The schemes that a client can send. */
export function readSchemes(document: Node): ReadonlyMap<string, SecurityScheme> {
  const schemes = new Map<string, SecurityScheme>();
  for (const [name, node] of Object.entries(nodeOf(nodeOf(document["components"])["securitySchemes"]))) {
    const scheme = readScheme(resolve(document, node));
    if (scheme !== undefined) schemes.set(name, scheme);
  }
  return schemes;
}

function readScheme(scheme: Node): SecurityScheme | undefined {
  const [type, place, name] = ["type", "in", "name"].map((key) => textOf(scheme[key]));
  if (type === "oauth2" || type === "openIdConnect") return "bearer";
  if (type === "apiKey") return readKeyPlace(place, name);
  if (type !== "http") return undefined;
  const method = textOf(scheme["scheme"])?.toLowerCase();
  return method === "bearer" || method === "basic" ? method : undefined;
}

/** A header or a cookie needs a name that HTTP can carry. */
function readKeyPlace(place = "", name = ""): SecurityScheme | undefined {
  const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  const isPlace = place === "query" ? name !== "" : ["header", "cookie"].includes(place) && isToken;
  return isPlace ? { in: place, name } : undefined;
}
