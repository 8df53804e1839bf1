import { manifest } from "../../generated/manifest.ts";
import type { CountedFinding } from "../../src/drift/index.ts";
import type { JourneyEnd } from "./journey.ts";
import { SKIPPED } from "./journey.ts";
import { settleQuestions } from "./questions.ts";
import type { JourneyRecord, OperationRecord } from "./record.ts";

/** Renders the results of a journey: a line for each operation, the deviations, and the facts that are not documented. */
export function renderTable(record: JourneyRecord, end: JourneyEnd): string {
  const findings = record.findings();
  const rows = Object.values(manifest.operations).map(({ operationId }) => {
    const operation = record.operations.get(operationId);
    const own = findings.filter((finding) => finding.operationId === operationId);
    const statuses = [...(operation?.statuses ?? [])].map(([status, count]) =>
      count === 1 ? String(status) : `${status} x${count}`,
    );
    const failures = [...(operation?.failures ?? [])];
    return [
      operationId,
      operation === undefined
        ? notCalled(operationId)
        : own.length + failures.length > 0
          ? "no"
          : rate(operation),
      [...statuses, ...failures].join(", "),
      own.length === 0 ? "" : String(own.length),
    ];
  });
  const questions = settleQuestions(record, end).map(({ question, answer }) => [
    question,
    answer ?? "not settled",
  ]);
  return [
    alignColumns([["Operation", "Conforms", "Responses", "Deviations"], ...rows]),
    ...(findings.length === 0 ? [] : ["\nDeviations:", ...findings.map(describe)]),
    "\nFacts that are not documented:",
    alignColumns(questions),
  ].join("\n");
}

/** Error responses say little about an operation. */
function rate({ statuses }: OperationRecord): string {
  return [...statuses.keys()].some((status) => status < 300) ? "yes" : "errors only";
}

function notCalled(operationId: string): string {
  return SKIPPED.has(operationId) ? "skipped" : "not called";
}

function describe({ operationId, status, kind, pointer, expected, received, count }: CountedFinding): string {
  const place = pointer === "" ? "" : ` ${pointer}`;
  return `  ${operationId} ${status ?? ""}: ${kind}${place}, expected ${expected}, received ${received} (${count}x)`;
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}
