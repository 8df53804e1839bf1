import { listOf, nodeOf, textOf } from "../../contract/document.ts";
import type { ContractOperation } from "../../contract/document.ts";
import type { Difference, DifferenceDraft } from "./difference.ts";
import type { OperationPair } from "../operation-pairs.ts";
import { compareOperations } from "./operation-differences.ts";
import type { DocumentPair } from "./document-pair.ts";
import { compareTexts } from "./text-differences.ts";
import { compareTypes } from "./type-differences.ts";

/** Name of the whole contract, for changes that belong to no operation. */
export const WHOLE = "contract";

/** Finds every structural difference between two contracts. */
export function compareDocuments(
  pair: DocumentPair,
  operations: readonly OperationPair[],
): readonly Difference[] {
  return [
    ...compareHeads(pair).map((draft) => place(WHOLE, draft)),
    ...operations.flatMap(({ from, to }) => compareOperation(pair, from, to)),
    ...compareTypes(pair),
  ];
}

function place(owner: string, draft: DifferenceDraft): Difference {
  return { location: { owner, part: "operation", path: [] }, anchor: undefined, ...draft };
}

function compareOperation(
  pair: DocumentPair,
  from: ContractOperation | undefined,
  to: ContractOperation | undefined,
): readonly Difference[] {
  if (from !== undefined && to !== undefined) return compareOperations(pair, from, to);
  const base = { effect: "place", otherwise: "addition" } as const;
  if (from !== undefined) {
    const why = (): string => `\`flatpeak.${from.method}("${from.path}")\` no longer exists`;
    return [place(from.key, { ...base, suspected: true, what: "operation removed", why })];
  }
  if (to === undefined) return [];
  const why = (): string => `\`flatpeak.${to.method}("${to.path}")\` can now be called`;
  return [place(to.key, { ...base, suspected: false, what: "operation added", why })];
}

/** Finds differences that types cannot show, and explains each. */
function compareHeads({ from, to }: DocumentPair): readonly DifferenceDraft[] {
  const base = { effect: "none", suspected: false } as const;
  const [server, newServer] = [from, to].map((document) =>
    textOf(nodeOf(listOf(document["servers"])[0])["url"]),
  );
  const [version, newVersion] = [from, to].map((document) => textOf(nodeOf(document["info"])["version"]));
  const [info, newInfo] = [from, to].map((document) => nodeOf(document["info"]));
  return [
    ...(server === newServer
      ? []
      : [
          {
            ...base,
            otherwise: "breaking" as const,
            what: `server changed from ${server ?? "none"} to ${newServer ?? "none"}`,
            why: () => "calls compile but go to the new server unless `baseUrl` is given",
          },
        ]),
    ...(version === newVersion
      ? []
      : [
          {
            ...base,
            otherwise: "addition" as const,
            what: `release changed from ${version ?? ""} to ${newVersion ?? ""}`,
            why: () => "calls request the new release unless `apiVersion` is given",
          },
        ]),
    ...compareTexts(info ?? {}, newInfo ?? {}),
  ];
}
