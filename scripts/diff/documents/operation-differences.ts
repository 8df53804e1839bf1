import type { ContractOperation } from "../../contract/document.ts";
import { describeAlternatives } from "../../contract/security.ts";
import { compareBodies, compareResponses } from "./body-differences.ts";
import type { Difference, DifferenceDraft } from "./difference.ts";
import type { DocumentPair } from "./document-pair.ts";
import { placeIn } from "./operation-place.ts";
import { compareParameters } from "./parameter-differences.ts";
import { compareOwnServers } from "./server-differences.ts";
import { compareTexts } from "./text-differences.ts";

/** Finds the differences between an operation in both contracts. Their places have the old method and path. */
export function compareOperations(
  pair: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): readonly Difference[] {
  const whole = placeIn(from, "operation");
  const drafts = [
    ...compareNames(from, to),
    ...compareRules(pair, from, to),
    ...compareOwnServers(pair, from, to),
    ...compareTexts(from.node, to.node),
  ];
  return [
    ...drafts.map((draft) => ({ ...whole, ...draft })),
    ...compareParameters(pair, from, to),
    ...compareBodies(pair, from, to),
    ...compareResponses(pair, from, to),
  ];
}

function* compareNames(from: ContractOperation, to: ContractOperation): Generator<DifferenceDraft> {
  const [before, after] = [from.id, to.id];
  if (from.key !== to.key) {
    yield {
      effect: "place",
      otherwise: "addition",
      suspected: true,
      what: `moved to ${to.key}`,
      why: () =>
        `\`flatpeak.${from.method}("${from.path}")\` no longer exists; call \`flatpeak.${to.method}("${to.path}")\``,
    };
  }
  // An operation without an operationId has its key as ID, which a move changes.
  const isMoved = before === from.key && after === to.key;
  if (before !== after && !isMoved) {
    yield {
      effect: "place",
      otherwise: "addition",
      suspected: true,
      what: `operationId changed from ${before} to ${after}`,
      why: () => `\`OperationData<"${before}">\` no longer exists`,
    };
  }
}

/** Finds differences that types cannot show, and explains each. */
function* compareRules(
  pair: DocumentPair,
  from: ContractOperation,
  to: ContractOperation,
): Generator<DifferenceDraft> {
  const before = describeAlternatives(pair.from, from);
  const after = describeAlternatives(pair.to, to);
  const [lost, added] = [
    before.filter((one) => !after.includes(one)),
    after.filter((one) => !before.includes(one)),
  ];
  if (lost.length + added.length > 0) {
    const isOpen = after.includes("");
    const isBreaking = lost.length > 0 && !isOpen;
    const inWords = (alternatives: readonly string[]): string =>
      alternatives.map((one) => (one === "" ? "none" : one)).join(" or ");
    yield {
      effect: "none",
      otherwise: isBreaking ? "breaking" : "addition",
      suspected: false,
      what: `security changed from ${inWords(before)} to ${inWords(after)}`,
      why: () =>
        isBreaking
          ? `calls without ${inWords(after)} compile and now fail`
          : isOpen
            ? "calls now work without credentials"
            : `calls now work with ${inWords(added)}, too`,
    };
  }
  const now = to.idempotent;
  if (from.idempotent !== now) {
    yield {
      effect: "none",
      otherwise: now ? "addition" : "documentation",
      suspected: false,
      what: now ? "now idempotent" : "no longer idempotent",
      why: () => `the client ${now ? "now" : "no longer"} retries a call whose response was lost`,
    };
  }
}
