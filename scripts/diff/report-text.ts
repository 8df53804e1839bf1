import { CLASSES } from "./report.ts";
import type { Change, ChangeClass, ProgramCount, Report, Verdict } from "./report.ts";

const TITLES: Readonly<Record<ChangeClass, string>> = {
  breaking: "Breaking",
  addition: "Additions",
  documentation: "Documentation",
};

const HEADINGS: Readonly<Record<Verdict, string>> = {
  major: "Breaking changes: a major bump (minor below 1.0.0)",
  minor: "Additions: a minor bump (patch below 1.0.0)",
  patch: "Documentation only: a patch bump",
  none: "No change",
};

/** Reason why a place could not be checked. */
const UNJUDGED =
  "Programs for these places do not compile against the old types, so they cannot check the new types";

const LEFT_OUT = `Programs that write requests were compiled with \`exactOptionalPropertyTypes\` on and off. Programs that construct responses, such as
mocks in tests, were not compiled: a new required property of a response breaks them.`;

/** Maximum number of operations and types to name for each kind of program. */
const MOST_REPORTED_PLACES = 5;

/** Maximum number of changes in the short form. */
const MOST_CHANGES = 5;

/** Writes the whole report as Markdown that is also readable in a terminal. */
export function renderMarkdown({ verdict, changes, programs, unjudged }: Report): string {
  const sections = CLASSES.flatMap((name) => {
    const lines = changes.filter((change) => change.class === name).map(renderChange);
    return lines.length === 0 ? [] : [`## ${TITLES[name]}\n\n${lines.join("\n")}`];
  });
  const blind =
    unjudged.length === 0
      ? []
      : [`## Not judged\n\n${UNJUDGED}:\n\n${unjudged.map((place) => `- **${place}**`).join("\n")}`];
  return `${[`# ${HEADINGS[verdict]}`, ...sections, ...blind, ...renderPrograms(programs)].join("\n\n")}\n`;
}

/** Lists the programs that were compiled, and those that were not. */
function renderPrograms(programs: readonly ProgramCount[]): readonly string[] {
  if (programs.length === 0) return [];
  const total = programs.reduce((sum, { count }) => sum + count, 0);
  const lines = programs.map(({ what, count, of }) => {
    const shown = of.slice(0, MOST_REPORTED_PLACES).join(", ");
    const rest = of.length > MOST_REPORTED_PLACES ? ` and ${of.length - MOST_REPORTED_PLACES} more` : "";
    return `- ${count} ${what}: ${shown}${rest}`;
  });
  const title = `Judged by ${total} small programs, compiled against the old and the new types.`;
  return [`## Programs\n\n${title}\n\n${lines.join("\n")}`, LEFT_OUT];
}

/**
 * Writes a few lines: the verdict, the count of each class and the most serious changes.
 *
 * @param command prints the whole report; `undefined` if no command does
 */
export function renderShort({ verdict, changes, unjudged }: Report, command?: string): string {
  const counts = CLASSES.flatMap((name) => {
    const { length } = changes.filter((change) => change.class === name);
    return length === 0 ? [] : [`${length} ${name}`];
  });
  const title = [HEADINGS[verdict], ...(counts.length === 0 ? [] : [`(${counts.join(", ")})`])].join(" ");
  const shown = changes.filter((change) => change.class !== "documentation").slice(0, MOST_CHANGES);
  const rest = changes.length - shown.length;
  const lines = shown.map((change) => `  ${change.class}: ${change.where}: ${change.what}; ${change.why}`);
  const more = rest === 0 ? [] : [`  ${rest} not listed${command === undefined ? "" : `: ${command}`}`];
  const blind =
    unjudged.length === 0
      ? []
      : [
          `  not judged: ${unjudged.slice(0, MOST_CHANGES).join(", ")}${unjudged.length > MOST_CHANGES ? ", …" : ""}`,
        ];
  return `${[title, ...lines, ...more, ...blind].join("\n")}\n`;
}

function renderChange({ where, what, why }: Change): string {
  return `- **${where}**: ${what}; ${why}`;
}
