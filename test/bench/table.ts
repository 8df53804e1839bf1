import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";

const PAGE = new URL("../../docs/benchmarks.md", import.meta.url);

/**
 * Prints a Markdown table. With the argument `--write`, it also replaces the text between the marks of that name in
 * docs/benchmarks.md.
 */
export async function publish(name: string, rows: readonly (readonly string[])[]): Promise<void> {
  const [head = [], ...body] = rows;
  const ruler = head.map((_, column) => (column === 0 ? "---" : "---:"));
  const lines = [head, ruler, ...body].map((cells) => `| ${cells.join(" | ")} |`);
  const options = await resolveConfig(PAGE);
  const table = await format(lines.join("\n"), { ...options, parser: "markdown" });
  console.log(table);
  if (!process.argv.includes("--write")) return;
  const page = await readFile(PAGE, "utf8");
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no ${start} … ${end}`);
  await writeFile(PAGE, `${page.slice(0, from)}${start}\n\n${table}\n${page.slice(to)}`);
}
