import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "vitepress";
import { placeError, readContract } from "../contract/contract.ts";
import type { Contract } from "../contract/contract.ts";
import { createProgress } from "../command/progress.ts";
import { escapeHtml, oneLine } from "../markdown/escape.ts";
import { hideComments } from "./comment-marks.ts";
import { createFakeResponses } from "./fake-responses.ts";
import { readGuides } from "./guides.ts";
import { writeHome } from "./home.ts";
import { ASSETS, createLinker } from "./links.ts";
import { renderLlms, renderLlmsFull } from "./llms.ts";
import { writeOperationPages } from "./operation-pages.ts";
import type { DocsPage, DocsPart } from "./page.ts";
import { writeReference } from "./reference.ts";
import type { SiteData } from "./settings.ts";
import { writeTypePages } from "./type-pages.ts";

/** Settings of {@link buildSite}. */
export interface SiteOptions {
  /** The file of a contract. Default: the project's own. */
  readonly spec?: string | undefined;
  /** Folder to write to; the site replaces its content. Default: `.docs`. */
  readonly out?: string | undefined;
  /** Path of the site on its server. Default: `/`. */
  readonly base?: string | undefined;
}

/**
 * Builds the site. If anything fails, nothing is written.
 *
 * @returns the number of pages
 * @throws Error for a dead link, or if the contract or the code cannot be used
 */
export async function buildSite(root: string, options: SiteOptions = {}): Promise<number> {
  const { out = join(root, ".docs"), base = "/" } = options;
  const progress = createProgress({ quiet: false });
  const contract = await (options.spec === undefined
    ? readOwnContract(root)
    : readContract({ file: options.spec, name: options.spec }));
  const operations = await progress.step("Operations", () =>
    // The fake knows the project's own contract.
    writeOperationPages(contract.document, options.spec ? undefined : createFakeResponses()).catch(
      (error: unknown) => {
        throw placeError(contract, error);
      },
    ),
  );
  const reference = await progress.step("Reference", () => writeReference(root));
  const parts: readonly DocsPart[] = [
    { title: "Guides", sections: readGuides(root) },
    { title: "Operations", sections: operations },
    { title: "Types", sections: writeTypePages(contract.document) },
    { title: "Reference", sections: reference },
  ];
  const pages = [writeHome(root), ...listPages(parts)];
  const relink = createLinker(root, pages);
  const texts = new Map(pages.map((page) => [page, relink(page)]));
  const release = escapeHtml(oneLine(`${contract.title} ${contract.version}`));
  const folder = mkdtempSync(join(import.meta.dirname, ".site-"));
  const built = mkdtempSync(`${out}-`);
  try {
    writeSource(root, folder, texts, { ...navigate(parts), release, base });
    await progress.step("VitePress", () => build(folder, { outDir: built }));
    // All pages except the first, which repeats others.
    const readable = new Map([...texts].filter(([{ path }]) => path !== "index"));
    for (const [{ path }, text] of readable) write(built, `${path}.md`, text);
    write(built, "llms.txt", renderLlms(parts));
    write(built, "llms-full.txt", renderLlmsFull(readable));
    // Replaced only now, so that readers never see a half-built site.
    rmSync(out, { recursive: true, force: true });
    renameSync(built, out);
  } finally {
    for (const temporary of [folder, built]) rmSync(temporary, { recursive: true, force: true });
  }
  return pages.length;
}

function readOwnContract(root: string): Promise<Contract> {
  const named = (name: string) => ({ file: join(root, name), name });
  return readContract(named("spec/flatpeak.yaml"), named("spec/overlay.yaml"));
}

function listPages(parts: readonly DocsPart[]): readonly DocsPage[] {
  return parts.flatMap(({ sections }) => sections.flatMap(({ pages }) => pages));
}

/**
 * Names are HTML because the theme inserts them as HTML. The top bar links to the first page of each part. The sidebar
 * has the part of the current page.
 */
function navigate(parts: readonly DocsPart[]): Pick<SiteData, "nav" | "sidebar"> {
  const bars = parts.map((part) => {
    const [first] = listPages([part]);
    const items = part.sections.map(({ title, pages }) => ({
      text: escapeHtml(title),
      collapsed: false,
      items: pages.map((page) => ({ text: escapeHtml(page.title), link: `/${page.path}` })),
    }));
    return { text: part.title, link: `/${first?.path ?? ""}`, items, paths: part };
  });
  const sidebar = bars.flatMap(({ items, paths }) =>
    [...new Set(listPages([paths]).map(({ path }) => `/${path.replace(/\/.*/, "/")}`))].map(
      (folder) => [folder, items] as const,
    ),
  );
  return { nav: bars.map(({ text, link }) => ({ text, link })), sidebar: Object.fromEntries(sidebar) };
}

/** Writes the folder that VitePress builds from. It is in this folder, so that imports resolve to its packages. */
function writeSource(
  root: string,
  folder: string,
  texts: ReadonlyMap<DocsPage, string>,
  data: SiteData,
): void {
  for (const [{ path, title, frontmatter }, text] of texts) {
    // VitePress writes these texts into a script of the page. An end tag would close it, and VitePress processes
    // comments in it.
    const head = JSON.stringify({ title: oneLine(title), ...frontmatter }).replaceAll(/<(?=[/!])/g, "< ");
    write(folder, `${path}.md`, `---\n${head}\n---\n\n${hideComments(text)}`);
  }
  write(folder, ".vitepress/site.json", JSON.stringify(data));
  write(
    folder,
    ".vitepress/config.ts",
    'import { configure } from "../../settings.ts";\nimport data from "./site.json";\nexport default configure(data);\n',
  );
  write(folder, ".vitepress/theme/index.ts", 'export { default } from "../../../theme/index.ts";\n');
  mkdirSync(join(folder, "public"));
  copyFileSync(join(import.meta.dirname, "assets/icon.svg"), join(folder, "public/icon.svg"));
  for (const [source, address] of Object.entries(ASSETS)) {
    copyFileSync(join(root, source), join(folder, "public", address));
  }
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
