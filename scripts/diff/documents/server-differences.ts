import type { ContractOperation, Node } from "../../contract/document.ts";
import { findBaseUrl, findServer, isElsewhere } from "../../generate/servers.ts";
import type { DifferenceDraft } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";

const BASE = { effect: "none", suspected: false } as const;

/** Finds whether the default server of a client changes. Variables have their defaults. */
export function* compareServers({ from, to }: DocumentPair): Generator<DifferenceDraft> {
  const [before, after] = [findBaseUrl(from), findBaseUrl(to)];
  if (before === after) return;
  yield {
    ...BASE,
    otherwise: before === undefined ? "addition" : "breaking",
    what: `server changed from ${before ?? "none"} to ${after ?? "none"}`,
    why: () =>
      before === undefined
        ? "calls now work without `baseUrl`"
        : after === undefined
          ? "calls compile but need `baseUrl`"
          : "calls compile but go to the new server unless `baseUrl` is given",
  };
}

/** Finds whether an operation with a server of its own goes to another one. */
export function* compareOwnServers(
  { from: old, to: now }: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): Generator<DifferenceDraft> {
  if (findServer(old, from) === undefined && findServer(now, to) === undefined) return;
  const [before, after] = [serverOf(old, from), serverOf(now, to)];
  if (before === after) return;
  yield {
    ...BASE,
    otherwise: "breaking",
    what: `server changed from ${before} to ${after}`,
    why: () =>
      isElsewhere(now, after)
        ? "calls compile and now fail unless `baseUrl` is on that origin"
        : "calls compile but go to the new server",
  };
}

function serverOf(document: Node, operation: ContractOperation): string {
  return findServer(document, operation) ?? findBaseUrl(document) ?? "/";
}
