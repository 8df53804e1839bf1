import { manifest } from "../../generated/manifest.ts";
import type { JourneyEnd } from "./journey.ts";
import { settleQuestions } from "./questions.ts";
import type { JourneyRecord } from "./record.ts";

/**
 * Renders the file of a journey, one JSON object per line. It has the findings of flatpeak/drift, a `conforms` line for
 * each operation and status without findings or failures, and a `settled` line for each answer.
 */
export function renderLines(record: JourneyRecord, end: JourneyEnd, now: Date): string {
  const { apiVersion: contract } = manifest;
  const firstSeen = now.toISOString();
  const findings = record.findings();
  const conforming = [...record.operations].flatMap(([operationId, { statuses, failures }]) =>
    (failures.size > 0 ? [] : [...statuses])
      .filter(
        ([status]) => !findings.some((found) => found.operationId === operationId && found.status === status),
      )
      .map(([status, count]) => ({ kind: "conforms", operationId, status, contract, firstSeen, count })),
  );
  const settled = settleQuestions(record, end).flatMap(({ question, answer }) =>
    answer === undefined ? [] : [{ kind: "settled", question, answer, contract, firstSeen }],
  );
  return [...findings, ...conforming, ...settled].map((line) => `${JSON.stringify(line)}\n`).join("");
}
