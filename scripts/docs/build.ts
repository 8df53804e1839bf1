import { fileURLToPath } from "node:url";
import { ArgumentError } from "../command/argument-error.ts";
import { runCommand } from "../command/run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const USAGE = `Usage: npm run docs

Builds the documentation into .docs/: the guides of docs/, a page for each operation and type of the contract, the reference
of what the package exports, llms.txt, and a search that needs no server. Open .docs/index.html.
`;

await runCommand(USAGE, async (words) => {
  if (words.length > 0)
    throw new ArgumentError(`npm run docs takes no arguments, such as ${words.join(" ")}`);
  // The compiler takes seconds to load: not for a misspelt option.
  const { buildSite } = await import("./site.ts");
  const pages = await buildSite(ROOT);
  console.log(`${pages} pages in .docs/; open .docs/index.html`);
  return 0;
});
