import { display } from "../command/display.ts";
import type { FileState, OutputFile } from "../command/output.ts";
import type { Contract } from "../contract/contract.ts";
import { nodeOf, operationsOf } from "../contract/document.ts";
import { findWarnings, WARNING_TEXTS } from "./warnings.ts";

/** Maximum number of places to name for a kind of warning. */
const MOST_WARNING_PLACES = 5;

/** The written files, the size of the contract, and its weaknesses. */
export function renderSummary(
  contract: Contract,
  states: ReadonlyMap<OutputFile, FileState>,
  milliseconds: number,
): string {
  const files = [...states].map(
    ([{ path, text }, state]) =>
      `${display(path)} ${state === "fresh" ? "unchanged" : "written"}, ${fileSizeOf(text)}`,
  );
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  return `${[...files, `${countParts(contract)}, ${time}`, ...listWarnings(contract)].join("\n")}\n`;
}

function fileSizeOf(text: string): string {
  return `${(Buffer.byteLength(text) / 1000).toFixed(1)} kB`;
}

function countParts({ document }: Contract): string {
  const operations = operationsOf(document);
  const schemas = Object.keys(nodeOf(nodeOf(document["components"])["schemas"])).length;
  const statuses = operations.reduce((sum, { responses }) => sum + responses.length, 0);
  return [
    countWords(operations.length, "operation"),
    countWords(schemas, "schema"),
    countWords(statuses, "status", "es"),
  ].join(", ");
}

function listWarnings({ document, strays }: Contract): readonly string[] {
  const warnings = [
    ...findWarnings(document).map(({ kind, places }) => ({
      text: `${WARNING_TEXTS[kind]} (${kind})`,
      places,
    })),
    ...(strays.length === 0
      ? []
      : [{ text: "a property that OpenAPI does not define there", places: strays }]),
  ];
  const total = warnings.reduce((sum, { places }) => sum + places.length, 0);
  if (total === 0) return [];
  return [
    "",
    `${countWords(total, "warning")}:`,
    ...warnings.flatMap(({ text, places }) => [
      `  ${places.length} × ${text}`,
      ...places.slice(0, MOST_WARNING_PLACES).map((place) => `      ${place}`),
      ...(places.length > MOST_WARNING_PLACES
        ? [`      and ${places.length - MOST_WARNING_PLACES} more`]
        : []),
    ]),
  ];
}

function countWords(number: number, what: string, plural = "s"): string {
  return `${number} ${what}${number === 1 ? "" : plural}`;
}
