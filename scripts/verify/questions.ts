import type { JourneyEnd } from "./journey.ts";
import type { JourneyRecord } from "./record.ts";

/** An open question of Flatpeak's documentation, and its answer by a journey. */
export interface OpenQuestion {
  readonly question: string;
  /** Undefined if the journey did not settle it. */
  readonly answer: string | undefined;
}

/** Answers the open questions. Answers are words, status codes and header names, never values of responses. */
export function settleQuestions(record: JourneyRecord, end: JourneyEnd): readonly OpenQuestion[] {
  const { retryAfter, requestIds, operations } = record;
  const deletions = [...operations]
    .filter(([operationId]) => operationId.startsWith("delete-"))
    .map(([operationId, { statuses }]) => `${[...statuses.keys()].sort().join(", ")} (${operationId})`);
  return [
    { question: "status for an unknown bearer token", answer: end.refusedBearer?.toString() },
    {
      question: "Retry-After on 429",
      answer: retryAfter.size === 0 ? undefined : retryAfter.has(false) ? "not always" : "yes",
    },
    {
      question: "header with a request ID",
      answer: operations.size === 0 ? undefined : [...requestIds].join(", ") || "none",
    },
    { question: "statuses of DELETE", answer: deletions.length === 0 ? undefined : deletions.join("; ") },
  ];
}
