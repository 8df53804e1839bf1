import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { placeError, readContract } from "../contract/contract.ts";
import type { Contract } from "../contract/contract.ts";
import { createProgress } from "../command/progress.ts";
import { oneLine } from "../markdown/escape.ts";
import { readGuides } from "./guides.ts";
import { layOut } from "./layout.ts";
import type { DocsSection } from "./layout.ts";
import { ASSETS, createLinker } from "./links.ts";
import { renderLlms, renderLlmsFull } from "./llms.ts";
import { createRenderer } from "./markdown.ts";
import { writeOperationPages } from "./operation-pages.ts";
import { writeReference } from "./reference.ts";
import { listEntries, renderEntries } from "./search.ts";
import { writeTypePage } from "./type-page.ts";

/** What a site is about, and where it goes. */
export interface SiteOptions {
  /** Default: the project's own. */
  readonly contract?: Contract;
  /** A folder that the site replaces. Default: `.docs`. */
  readonly out?: string;
}

/**
 * Builds the site, whole or not at all.
 *
 * @returns the number of pages
 * @throws Error if a link leads nowhere, or the contract or the code cannot be used
 */
export async function buildSite(root: string, options: SiteOptions = {}): Promise<number> {
  const progress = createProgress({ quiet: false });
  const contract = options.contract ?? (await readOwnContract(root));
  const operations = await progress.step("Operations", () =>
    writeOperationPages(contract.document).catch((error: unknown) => {
      throw placeError(contract, error);
    }),
  );
  const reference = await progress.step("Reference", () => writeReference(root));
  const parts: readonly DocsSection[] = [
    { title: "", sections: readGuides(root) },
    {
      title: "Operations",
      sections: [...operations, { title: "Types", pages: [writeTypePage(contract.document)] }],
    },
    { title: "Package", sections: reference },
  ];
  const pages = parts.flatMap((part) => part.sections.flatMap((section) => section.pages));
  const linker = createLinker(root, pages);
  const render = await createRenderer();
  const rendered = await progress.step(
    "Rendering",
    () => new Map(pages.map((page) => [page, render(page.markdown, (href) => linker.resolve(page, href))])),
  );

  const frame = { parts, release: oneLine(`${contract.title} ${contract.version}`) };
  const files = new Map<string, string>([
    ["search.js", renderEntries(listEntries(rendered))],
    ["site.js", await bundleClient()],
    ["llms.txt", renderLlms(parts)],
    ["llms-full.txt", renderLlmsFull(parts)],
  ]);
  for (const [page, content] of rendered) {
    files.set(`${page.path}.html`, layOut(page, content, frame));
    files.set(`${page.path}.md`, linker.relink(page));
  }
  write(root, options.out ?? join(root, ".docs"), files);
  return pages.length;
}

function readOwnContract(root: string): Promise<Contract> {
  const named = (name: string) => ({ file: join(root, name), name });
  return readContract(named("spec/flatpeak.yaml"), named("spec/overlay.yaml"));
}

async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "client.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
  });
  return outputFiles[0]?.text ?? "";
}

/** Beside the present site first: who reads it meanwhile finds the one or the other. */
function write(root: string, out: string, files: ReadonlyMap<string, string>): void {
  const folder = mkdtempSync(`${out}-`);
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const [source, address] of Object.entries(ASSETS)) {
      copyFileSync(join(root, source), join(folder, address));
    }
    cpSync(join(import.meta.dirname, "assets"), folder, { recursive: true });
    rmSync(out, { recursive: true, force: true });
    renameSync(folder, out);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
