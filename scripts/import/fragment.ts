import { fromMarkdown } from "mdast-util-from-markdown";
import { ContractError } from "../contract/contract-error.ts";

/** The OpenAPI fragment of a documentation page. */
export interface Fragment {
  /** With an empty line for each line of the page before it, so that its places are those of the page. */
  readonly text: string;
  /** Of the fence that opens it. */
  readonly line: number;
  /** The operation that the page is about, if the fence names it: `POST /devices`. */
  readonly operation: { readonly method: string; readonly path: string } | undefined;
}

type Tree = ReturnType<typeof fromMarkdown>;
type Block = Tree["children"][number];
type Code = Extract<Block, { type: "code" }>;

const OPERATION = /(?:^|\s)(GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS|TRACE)\s+(\/\S*)\s*$/i;

/**
 * Finds the one fence of a page that holds OpenAPI: in YAML or JSON, with an operation on its first line or `openapi` in it.
 *
 * @param name what the messages call the page
 * @throws ContractError if there is none, there are several, or the page ends before the fence is closed
 */
export function findFragment(page: string, name: string): Fragment {
  const [code, second] = collectCode(fromMarkdown(page).children).filter(isFragment);
  if (code === undefined) {
    throw new ContractError([
      `${name}:1:1: no OpenAPI fragment: no fenced block in YAML or JSON that names an operation or holds \`openapi\`; is it an API reference page, and whole?`,
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
  const [, method, path] = OPERATION.exec(code.meta ?? "") ?? [];
  const operation =
    method === undefined || path === undefined ? undefined : { method: method.toLowerCase(), path };
  return { text: "\n".repeat(line) + code.value, line, operation };
}

function collectCode(blocks: readonly Block[]): readonly Code[] {
  return blocks.flatMap((block) => {
    if (block.type === "code") return [block];
    return block.type === "blockquote" ? collectCode(block.children) : [];
  });
}

function isFragment({ lang, meta, value }: Code): boolean {
  if (!/^(ya?ml|json)$/i.test(lang ?? "")) return false;
  return OPERATION.test(meta ?? "") || /^[{\s]*["']?openapi["']?\s*:/m.test(value);
}

function placeOf({ position }: Code): { readonly line: number; readonly last: number } {
  return { line: position?.start.line ?? 1, last: position?.end.line ?? 1 };
}

/** A fence that is never closed runs to the end of the page. */
function isClosed(lines: readonly string[], first: number, last: number): boolean {
  const [opening = ""] = /`{3,}|~{3,}/.exec(lines[first - 1] ?? "") ?? [];
  const closing = (lines[last - 1] ?? "").trim();
  return last > first && closing.startsWith(opening) && closing === opening.charAt(0).repeat(closing.length);
}
