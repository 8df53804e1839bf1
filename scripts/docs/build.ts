import { fileURLToPath } from "node:url";
import { runCommand } from "../command/run.ts";
import { parseWords } from "../command/words.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const USAGE = `Usage: npm run docs -- [options]

Builds the documentation into .docs/: guides, pages for operations and types, API reference, search and llms.txt.

  --base PATH  path of the site on its server (default: /)
  --out DIR    folder to write to (default: .docs)
  --spec FILE  contract of the operations and types (default: spec/flatpeak.yaml)
  --serve      serve the site at http://localhost:4173 after the build
  --help       print this text
`;

await runCommand(USAGE, async (words) => {
  const { serve, ...options } = readArguments(words);
  const { base, out = `${ROOT}.docs` } = options;
  // Loading the compiler and VitePress takes seconds, so a misspelled option fails before that.
  const { buildSite } = await import("./site.ts");
  const pages = await buildSite(ROOT, options);
  console.log(`${pages} pages in ${out}`);
  if (serve) {
    const { serveSite } = await import("./serve.ts");
    console.log(await serveSite(out, { base, port: 4173 }).then(({ url }) => url));
  }
  return 0;
});

interface Arguments {
  readonly base?: string | undefined;
  readonly out?: string | undefined;
  readonly spec?: string | undefined;
  readonly serve?: boolean | undefined;
}

function readArguments(words: readonly string[]): Arguments {
  const text = { type: "string" } as const;
  return parseWords(words, { options: { base: text, out: text, spec: text, serve: { type: "boolean" } } })
    .values;
}
