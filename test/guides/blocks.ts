import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import type { FakeFlatpeak } from "../../src/testing/index.ts";
import { folderOf, readMarkdown, readPage } from "./pages.ts";
import type { PageBlock } from "./pages.ts";

/** What a block did when it ran. */
export interface Run<Exports> {
  /** What it wrote with `console.log`, `info`, `warn` and `error`, each with the method's name first. */
  readonly said: readonly (readonly unknown[])[];
  /** What it exports. */
  readonly exports: Exports;
}

/** Settings of {@link openPage}. */
export interface PageOptions {
  /** The Flatpeak that global `fetch` and the credentials in the environment lead to. Default: a new one. */
  readonly fake?: FakeFlatpeak | undefined;
  /** Answers requests to hosts other than `api.flatpeak.com`, such as the reader's own server. Default: none is there. */
  readonly elsewhere?: ((url: string, init?: RequestInit) => Promise<Response>) | undefined;
}

/** A page whose blocks can be run; see {@link openPage}. */
export interface Page {
  readonly fake: FakeFlatpeak;
  /** Where the blocks are files. */
  readonly folder: string;
  /** The whole page, to compare what it says with what is. */
  readonly markdown: string;
  /** All blocks, to look at; that does not count as run. */
  readonly blocks: readonly PageBlock[];
  /**
   * Runs a block as a module, found by its title, or by its nearest heading and its place among the blocks there without a
   * title, the first being 1. Global `fetch` and FLATPEAK_* lead to the fake meanwhile, and for as long as the spec runs.
   */
  readonly run: <Exports = unknown>(name: string, place?: number) => Promise<Run<Exports>>;
  /** The file of a block, for a program of its own that runs it, such as `jest`. Counts as run. */
  readonly file: (name: string, place?: number) => string;
}

/**
 * Opens `docs/NAME.md`, and stands a Flatpeak in for the API, for the whole spec. `everyBlockRan` adds a test, to stand
 * last, that fails for every block which no test before it ran; test/guides/pages.spec.ts demands it of every page.
 *
 * @example
 * ```ts
 * const page = openPage("pagination");
 *
 * test("a list is read to its end", async () => {
 *   const { said } = await page.run("Pages");
 *   expect(said).toEqual([["log", 3]]);
 * });
 *
 * page.everyBlockRan();
 * ```
 */
export function openPage(name: string, options: PageOptions = {}): Page & { everyBlockRan: () => void } {
  const { fake = createFakeFlatpeak(), elsewhere } = options;
  const folder = folderOf(name);
  const blocks = readPage(name);
  const ran = new Set<PageBlock>();

  const take = (wanted: string, place = 1): PageBlock => {
    const titled = blocks.find(({ title }) => title === wanted);
    const block =
      titled ?? blocks.filter(({ title, heading }) => title === undefined && heading === wanted)[place - 1];
    if (block === undefined) throw new Error(`docs/${name}.md has no block ${place} under "${wanted}"`);
    ran.add(block);
    return block;
  };

  beforeAll(() => {
    vi.stubEnv("FLATPEAK_ACCOUNT_ID", fake.accountId);
    vi.stubEnv("FLATPEAK_API_KEY", fake.apiKey);
    vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
      const url = input instanceof Request ? input.url : String(input);
      if (new URL(url).origin === "https://api.flatpeak.com") return fake.fetch(input, init);
      if (elsewhere === undefined) throw new TypeError(`fetch failed: nothing is at ${url}`);
      return elsewhere(url, init);
    });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  return {
    fake,
    folder,
    markdown: readMarkdown(name),
    blocks,
    file: (wanted, place) => take(wanted, place).file,
    run: async <Exports>(wanted: string, place?: number): Promise<Run<Exports>> => {
      const { file } = take(wanted, place);
      const said: unknown[][] = [];
      const spies = (["log", "info", "warn", "error"] as const).map((method) =>
        vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
          said.push([method, ...words]);
        }),
      );
      try {
        return { said, exports: (await import(/* @vite-ignore */ file)) as Exports };
      } finally {
        for (const spy of spies) spy.mockRestore();
      }
    },
    everyBlockRan: () => {
      test(`every block of docs/${name}.md ran`, () => {
        const left = blocks.filter((block) => !ran.has(block));
        expect(left.map(({ line, heading }) => `docs/${name}.md:${line} ${heading}`)).toEqual([]);
      });
    },
  };
}
