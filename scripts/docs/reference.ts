import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, Converter, ReflectionKind } from "typedoc";
import type { Context, ProjectReflection, TypeDocOptions } from "typedoc";
import { renderTable } from "../markdown/escape.ts";
import { readHead } from "./page.ts";
import type { DocsPage, Section } from "./page.ts";

// For the code that reads reflections: typedoc can be resolved only from this folder.
export { ReflectionKind };
export type { DeclarationReflection, ProjectReflection } from "typedoc";

/** Import names of the package, and their modules. */
export const ENTRIES = {
  "src/index.ts": "flatpeak",
  "src/drift/index.ts": "flatpeak/drift",
  "src/fetch/index.ts": "flatpeak/fetch",
  "src/testing/index.ts": "flatpeak/testing",
  "src/testing/node.ts": "flatpeak/testing/node",
  "src/webhooks/index.ts": "flatpeak/webhooks",
} as const;

/** The contract's types have more detailed pages. Their reflections are larger than all others together. */
const GENERATED = "/generated/";

/** The options that the plugin for Markdown adds. */
type MarkdownOptions = Readonly<Record<string, unknown>>;

const MARKDOWN: MarkdownOptions = {
  plugin: ["typedoc-plugin-markdown"],
  entryFileName: "index",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  propertyMembersFormat: "table",
  pageTitleTemplates: { module: "{name}", member: "{name}" },
  tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true },
};

/** Groups of exports by the folder of `src` that declares them. The first match counts. */
const GROUPS: readonly (readonly [title: string, folder: RegExp, about: string])[] = [
  ["Webhooks", /^webhooks\//, "Receive events, verify signatures, confirm an event with the API."],
  ["Testing", /^testing\//, "An in-memory fake of the API, as an object or as a server."],
  ["openapi-fetch", /^fetch\//, "A `fetch` with login and retries, and openapi-fetch's own types."],
  ["Drift", /^drift\//, "Find where responses differ from the contract."],
  ["Errors", /^errors\/|^narrow/, "Error classes, type guards and status codes."],
  ["Authentication", /^auth\//, "Credentials, tokens and token stores."],
  ["Lists", /^pagination\//, "Read a list of any length."],
  ["Events", /^send\//, "Log and trace requests, responses, retries and logins."],
  ["Client", /^/, "Create a client, its options, and the types of calls."],
];

/** Generates the reference of the package's exports from code and comments: a page for each export, in groups. */
export async function writeReference(root: string): Promise<readonly Section[]> {
  const folder = await mkdtemp(join(tmpdir(), "flatpeak-reference-"));
  try {
    const app = await createApplication(root, MARKDOWN);
    const project = await app.convert();
    if (project === undefined) throw new Error("The code does not compile: run npx tsc --noEmit");
    const groups = groupExports(root, project);
    app.options.setValue("outputs", [{ name: "markdown", path: folder }]);
    await app.generateOutputs(project);
    const names = await readdir(folder, { recursive: true });
    const files = names.filter((name) => name.endsWith(".md") && !/(^|\/)index\.md$/.test(name));
    const pages = await Promise.all(files.map((name) => readPage(folder, name)));
    const sections = GROUPS.map(([title]) => ({
      title,
      pages: pages
        .filter(({ path }) => groups.get(path.replace(/.*\//, "")) === title)
        .sort((a, b) => rankKind(a) - rankKind(b) || a.title.localeCompare(b.title)),
    })).filter((section) => section.pages.length > 0);
    // The client first, then the entries of the package.
    const ordered = [...sections].sort((a, b) => rank(a) - rank(b));
    return [{ title: "Reference", pages: [writeIndex(ordered)] }, ...ordered];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The group of each export, by its name. */
function groupExports(root: string, project: ProjectReflection): ReadonlyMap<string, string> {
  const source = join(root, "src/");
  return new Map(
    (project.children ?? []).flatMap((module) =>
      (module.children ?? []).map((child) => {
        const file = project.getSymbolIdFromReflection(child)?.fileName ?? "";
        const [title = ""] = GROUPS.find(([, path]) => path.test(file.replace(source, ""))) ?? [];
        return [child.name, title] as const;
      }),
    ),
  );
}

const ORDER = [
  "Client",
  "Errors",
  "Authentication",
  "Lists",
  "Events",
  "Webhooks",
  "Testing",
  "openapi-fetch",
  "Drift",
];

/** Values first, since a reader looks for a function before its types. */
function rankKind({ path }: DocsPage): number {
  const kind = ["functions", "classes", "variables"].findIndex((folder) => path.includes(`/${folder}/`));
  return kind < 0 ? 3 : kind;
}

function rank({ title }: Section): number {
  return ORDER.indexOf(title);
}

function writeIndex(sections: readonly Section[]): DocsPage {
  const summary = "The exports of the package except the contract's types, in groups.";
  const lists = sections.flatMap(({ title, pages }) => [
    `## ${title}`,
    GROUPS.find(([name]) => name === title)?.[2] ?? "",
    renderTable(
      ["Export", "Import from", "Description"],
      pages.map((page) => [
        `[\`${page.title}\`](${page.path.replace("reference/", "")}.md)`,
        `\`${moduleOf(page.path) ?? ""}\``,
        page.summary,
      ]),
    ),
  ]);
  return {
    path: "reference/index",
    frontmatter: { search: false },
    source: "reference/index.md",
    title: "Reference",
    summary,
    markdown: ["# Reference", summary, ...lists].join("\n\n"),
  };
}

/** Reads the package as users see it. */
export async function createApplication(root: string, further: MarkdownOptions = {}): Promise<Application> {
  const options: TypeDocOptions & MarkdownOptions = {
    entryPoints: Object.keys(ENTRIES).map((file) => join(root, file)),
    // The tsconfig of src excludes flatpeak/testing/node, which needs Node.
    tsconfig: join(root, "tsconfig.json"),
    name: "flatpeak",
    readme: "none",
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    skipErrorChecking: true,
    logLevel: "Warn",
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    ...further,
  };
  const app = await Application.bootstrapWithPlugins(options);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context: Context) => {
    nameModules(root, context);
    leaveOutGenerated(context);
  });
  return app;
}

function nameModules(root: string, { project }: Context): void {
  for (const module of project.children ?? []) {
    const file = project.getSymbolIdFromReflection(module)?.fileName ?? "";
    const entry = Object.entries(ENTRIES).find(([name]) => file === join(root, name));
    if (entry !== undefined) module.name = entry[1];
  }
}

function leaveOutGenerated({ project }: Context): void {
  for (const module of project.children ?? []) {
    for (const child of [...(module.children ?? [])]) {
      const target = child.kindOf(ReflectionKind.Reference)
        ? project.getSymbolIdFromReflection(child)
        : undefined;
      const file = (target ?? project.getSymbolIdFromReflection(child))?.fileName ?? "";
      if (file.includes(GENERATED)) project.removeReflection(child);
    }
  }
}

async function readPage(folder: string, name: string): Promise<DocsPage> {
  const markdown = await readFile(join(folder, name), "utf8");
  const path = `reference/${name.replace(/\.md$/, "")}`;
  const { title, summary } = readHead(markdown);
  return { title: title.replace(/<.*/, ""), summary, path, source: `reference/${name}`, markdown };
}

/** The longest module name with which the path of a page begins. */
function moduleOf(path: string): string | undefined {
  const [longest] = Object.values(ENTRIES)
    .filter((name) => path.startsWith(`reference/${name}/`))
    .sort((a, b) => b.length - a.length);
  return longest;
}
