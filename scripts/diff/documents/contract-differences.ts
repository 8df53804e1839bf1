import { isDeepStrictEqual } from "node:util";
import { nodeOf, textOf } from "../../contract/document.ts";
import type { ContractOperation } from "../../contract/document.ts";
import { readSchemes } from "../../contract/security.ts";
import type { Difference, DifferenceDraft } from "./difference.ts";
import type { OperationPair } from "../operation-pairs.ts";
import { compareOperations } from "./operation-differences.ts";
import type { DocumentPair } from "./document-pair.ts";
import { compareServers } from "./server-differences.ts";
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
function compareHeads(pair: DocumentPair): readonly DifferenceDraft[] {
  const { from, to } = pair;
  const base = { effect: "none", suspected: false } as const;
  const [version, newVersion] = [from, to].map((document) => textOf(nodeOf(document["info"])["version"]));
  const [info, newInfo] = [from, to].map((document) => nodeOf(document["info"]));
  return [
    ...compareServers(pair),
    ...compareSchemes(pair),
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

/** Finds API keys that are sent elsewhere. The keys of both contracts have the same name in `credentials`. */
function* compareSchemes({ from, to }: DocumentPair): Generator<DifferenceDraft> {
  const after = readSchemes(to);
  for (const [name, old] of readSchemes(from)) {
    const now = after.get(name);
    if (typeof old !== "object" || typeof now !== "object" || isDeepStrictEqual(old, now)) continue;
    yield {
      effect: "none",
      otherwise: "documentation",
      suspected: false,
      what: `the API key "${name}" moved from ${old.in} ${old.name} to ${now.in} ${now.name}`,
      why: () => "code stays the same; the client sends the key there",
    };
  }
}
