import MarkdownIt from "markdown-it";
import type { Token } from "markdown-it";
import { ContractError } from "../contract/contract-error.ts";

/** The OpenAPI fragment of a documentation page. */
export interface Fragment {
  /** Starts with an empty line for each line of the page before it, so that line numbers are those of the page. */
  readonly text: string;
  /** Line of the opening fence. */
  readonly line: number;
  /** Operation of the page, if the fence names it: `POST /devices`. */
  readonly operation: { readonly method: string; readonly path: string } | undefined;
}

const OPERATION = /(?:^|\s)(GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS|TRACE)\s+(\/\S*)\s*$/i;

/**
 * Finds the only fenced block of a page with OpenAPI: YAML or JSON, with an operation in its fence or the key
 * `openapi`.
 *
 * @param name name of the page in messages
 * @throws ContractError if there is none, there are several, or the page ends before the fence is closed
 */
export function findFragment(page: string, name: string): Fragment {
  const [code, second] = collectFences(page).filter(isFragment);
  if (code === undefined) {
    throw new ContractError([
      `${name}:1:1: no OpenAPI fragment: no fenced block in YAML or JSON names an operation or contains \`openapi\`; check that it is a complete API reference page`,
    ]);
  }
  const { line, last } = placeOf(code);
  if (second !== undefined) {
    throw new ContractError([
      `${name}:${placeOf(second).line}:1: a second OpenAPI fragment; the first is on line ${line}. Split the page in two`,
    ]);
  }
  if (!isClosed(page.split("\n"), line, last)) {
    throw new ContractError([
      `${name}:${line}:1: the page ends inside this OpenAPI fragment, so it was cut off; fetch it again`,
    ]);
  }
  const [, method, path] = OPERATION.exec(code.info) ?? [];
  const operation =
    method === undefined || path === undefined ? undefined : { method: method.toLowerCase(), path };
  return { text: "\n".repeat(line) + code.content.replace(/\n$/, ""), line, operation };
}

/** Fenced blocks of the page and of quotes in it, but not of lists. */
function collectFences(page: string): readonly Token[] {
  let lists = 0;
  return new MarkdownIt({ html: true }).parse(page, {}).filter(({ type, nesting }) => {
    if (type === "list_item_open" || type === "list_item_close") lists += nesting;
    return type === "fence" && lists === 0;
  });
}

function isFragment({ info, content }: Token): boolean {
  if (!/^(ya?ml|json)(\s|$)/i.test(info.trim())) return false;
  // Line by line: one expression for all lines would take quadratic time for many blank lines.
  return (
    OPERATION.test(info) || content.split("\n").some((line) => /^[\s{]*["']?openapi["']?\s*:/.test(line))
  );
}

function placeOf({ map }: Token): { readonly line: number; readonly last: number } {
  const [first, end] = map ?? [0, 1];
  return { line: first + 1, last: end };
}

/** The parser extends a fence without an end to the end of the page. */
function isClosed(lines: readonly string[], first: number, last: number): boolean {
  const [opening = ""] = /`{3,}|~{3,}/.exec(lines[first - 1] ?? "") ?? [];
  const closing = (lines[last - 1] ?? "").trim();
  return last > first && closing.startsWith(opening) && closing === opening.charAt(0).repeat(closing.length);
}
