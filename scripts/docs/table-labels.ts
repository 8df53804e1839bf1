interface Token {
  readonly type: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
}

interface MarkableToken extends Token {
  readonly attrSet: (name: string, value: string) => void;
}

/** A table with more columns uses a smaller font. */
const MOST_COLUMNS = 5;

/**
 * Labels each cell with the head of its column: on a small screen, the cells of a row are below each other with their
 * labels.
 */
export function labelCells(tokens: readonly MarkableToken[]): void {
  let heads: string[] = [];
  let column = 0;
  let table: MarkableToken | undefined;
  tokens.forEach((token, index) => {
    if (token.type === "table_open") [table, heads] = [token, []];
    if (token.type === "th_open") heads.push(textOf(tokens[index + 1]));
    if (token.type === "thead_close" && heads.length > MOST_COLUMNS) table?.attrSet("class", "wide");
    if (token.type === "tr_open") column = 0;
    if (token.type === "td_open") {
      token.attrSet("data-label", heads[column] ?? "");
      column += 1;
    }
  });
}

function textOf(token: Token | undefined): string {
  return (token?.children ?? []).map(({ content }) => content).join("");
}
