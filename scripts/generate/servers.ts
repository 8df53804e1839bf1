import { listOf, nodeOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";

/** Base of relative URLs if the contract's server is not known. */
const UNKNOWN = "https://any.invalid";

/** The first server of the contract; none if it is relative, since its base is not known, or if clients refuse it. */
export function findBaseUrl(document: Node): string | undefined {
  const url = firstUrlIn(document);
  return url !== undefined && URL.canParse(url) && isUsable(new URL(url))
    ? url.replace(/\/+$/, "")
    : undefined;
}

function isUsable({ protocol, username, password, search, hash }: URL): boolean {
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === "");
}

/** The first server of an operation or its path, if it differs from the contract's. */
export function findServer(document: Node, { node, path }: ContractOperation): string | undefined {
  const item = resolve(document, nodeOf(document["paths"])[path]);
  const url = [node, item].map(firstUrlIn).find((found) => found !== undefined);
  const server = url?.replace(/(?<=.)\/+$/, "");
  const usual = firstUrlIn(document)?.replace(/(?<=.)\/+$/, "") ?? "/";
  return server === usual || server === undefined || !URL.canParse(server, UNKNOWN) ? undefined : server;
}

/** True if a server is on another origin than the contract's: a client for the contract cannot call it. */
export function isElsewhere(document: Node, server: string): boolean {
  const base = findBaseUrl(document) ?? UNKNOWN;
  return new URL(server, base).origin !== new URL(base).origin;
}

/** Variables have their defaults. Without the default of a variable, the URL is not known. */
function firstUrlIn(owner: Node): string | undefined {
  const server = nodeOf(listOf(owner["servers"])[0]);
  const variables = nodeOf(server["variables"]);
  const url = textOf(server["url"])?.replace(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    return textOf(nodeOf(variables[name])["default"]) ?? placeholder;
  });
  return url === undefined || /[{}]/.test(url) ? undefined : url;
}
