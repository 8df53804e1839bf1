/** Control characters, and characters that reorder or hide text; not joiners, which words and emoji use. */
const INVISIBLE = /(?![\t\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Writes invisible characters as `\u202e`, so that no text is misleading. In a string literal of TypeScript, that is
 * the same character.
 */
export function showInvisible(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n").replaceAll(INVISIBLE, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Text on one line. */
export function oneLine(text: string): string {
  return showInvisible(text.replaceAll(/\s+/g, " ").trim());
}

/** Text as HTML, between tags or in an attribute in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/**
 * Plain text as Markdown on one line: no character is markup, in Markdown, HTML or a Vue template. A bar is kept,
 * because {@link renderTable} escapes it.
 */
export function escapeText(text: string): string {
  return (
    showInvisible(text.replaceAll(/\s+/g, " "))
      // A `!` at the end would turn a following link into an image.
      .replaceAll(/[\\`*[\]]|!$/g, "\\$&")
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
      .replaceAll(/~(?=~)|(?<=~)~/g, "\\~")
      .replaceAll(/&(?=#|\w)/g, "&amp;")
      .replaceAll("<", "&lt;")
      // A placeholder such as {id} is harmless; templates and attributes are not.
      .replaceAll(/\{(?!\w+\}(?!\}))/g, "&#123;")
      // Characters that start a heading, a list, a quote, a rule, a table or a container at the beginning of a line.
      .replace(/^(\s*)([#>+\-=:|~]|\d+(?=[.)]))/, (_, space: string, mark: string) =>
        /\d/.test(mark) ? `${space}&#${mark.charCodeAt(0)};${mark.slice(1)}` : `${space}\\${mark}`,
      )
  );
}

/** Text as a code span, with any backticks in it. */
export function codeSpan(text: string): string {
  const line = showInvisible(text.replaceAll(/[\r\n\t]+/g, " "));
  if (line === "") return "";
  const mark = "`".repeat(longestRun(line) + 1);
  // One space at each end is not part of the code.
  const edge = /^[` ]|[` ]$/.test(line) && line.trim() !== "" ? " " : "";
  return `${mark}${edge}${line}${edge}${mark}`;
}

/** A block of code that its content cannot close. */
export function fence(language: string, code: string): string {
  const mark = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${mark}${language}\n${showInvisible(code.replace(/\n+$/, ""))}\n${mark}`;
}

/** A link whose text is already Markdown; `otherwise` if the address is not a web address. */
export function link(text: string, address: string, otherwise = text): string {
  const url = webAddress(address);
  return url === undefined ? otherwise : `[${text}](<${url}>)`;
}

/** A safe address for a link: characters that could end it or run as a program are encoded. */
function webAddress(address: string): string | undefined {
  if (!/^(https?:\/\/|mailto:)/i.test(address) || !URL.canParse(address)) return undefined;
  return new URL(address).href.replaceAll(
    /[<>"'`\\{}|]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A table whose cells are Markdown on one line. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll(/\\?\|/g, "\\|")).join(" | ")} |`)
    .join("\n");
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
}
