import { styleText } from "node:util";
import type { CallOutcome } from "../../src/index.ts";

/** The record of a journey, written as it happens: one line per call. */
export interface Transcript {
  readonly heading: (text: string) => void;
  readonly note: (text: string) => void;
  /**
   * Makes a call and writes its line.
   *
   * @param expected what the call should come to, in words
   * @param describe the result in brief; undefined if it is not the expected one
   */
  readonly step: <Outcome extends CallOutcome>(
    title: string,
    call: () => Promise<Outcome>,
    expected: string,
    describe: (outcome: Outcome) => string | undefined,
  ) => Promise<Outcome>;
  /**
   * Writes the summary.
   *
   * @param violations what the contract's judge noted; undefined where there was no judge
   * @returns whether every step went as expected and nothing violated the contract
   */
  readonly conclude: (violations?: readonly string[]) => boolean;
}

const TITLE_WIDTH = 30;
const STATUS_WIDTH = 15;
const BRIEF_WIDTH = 60;
const TIME_WIDTH = 6;

/**
 * Starts a transcript.
 *
 * @param write takes one line, without its end
 */
export function createTranscript(write: (line: string) => void, coloured: boolean): Transcript {
  const paint = (format: "bold" | "green" | "red", text: string) =>
    // Whether to colour is decided by the caller: `styleText` would look at this process's standard output.
    coloured ? styleText(format, text, { validateStream: false }) : text;
  let calls = 0;
  let surprises = 0;

  return {
    heading: (text) => {
      write(`\n${paint("bold", text)}`);
    },
    note: (text) => {
      write(`  ${text}`);
    },
    step: async (title, call, expected, describe) => {
      const started = performance.now();
      const outcome = await call();
      const milliseconds = Math.round(performance.now() - started);
      const brief = attempt(() => describe(outcome));
      calls += 1;
      write(
        [
          `  ${title.padEnd(TITLE_WIDTH)}`,
          paint(brief === undefined ? "red" : "green", nameStatus(outcome).padEnd(STATUS_WIDTH)),
          shortenLine(toLine(brief ?? "unexpected")).padEnd(BRIEF_WIDTH),
          `${milliseconds} ms`.padStart(TIME_WIDTH),
        ].join(" "),
      );
      if (brief === undefined) {
        surprises += 1;
        const came = outcome.error?.message ?? "an answer with other content";
        write(paint("red", `    expected: ${expected}; came: ${toLine(came)}`));
      }
      return outcome;
    },
    conclude: (violations) => {
      const result = surprises === 0 ? "all as expected" : `${surprises} not as expected`;
      const verdict =
        violations === undefined
          ? ""
          : violations.length === 0
            ? "; the contract's judge found no violation"
            : `; the contract's judge found violations: ${violations.length}`;
      const fine = surprises === 0 && (violations ?? []).length === 0;
      write(`\n${paint(fine ? "green" : "red", `${calls} calls, ${result}${verdict}.`)}`);
      for (const violation of violations ?? []) write(`  ${toLine(violation)}`);
      return fine;
    },
  };
}

/** An answer need not have the fields that the contract promises: what cannot be described was not expected. */
function attempt(describe: () => string | undefined): string | undefined {
  try {
    return describe();
  } catch {
    return undefined;
  }
}

function nameStatus({ error, response }: CallOutcome): string {
  return error === undefined || error.kind === "api" ? String(response?.status) : error.kind;
}

/** Texts of the server must not break the columns or command the terminal. */
function toLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

function shortenLine(text: string): string {
  return text.length > BRIEF_WIDTH ? `${text.slice(0, BRIEF_WIDTH - 1)}…` : text;
}
