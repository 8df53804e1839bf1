import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import type { FakeFlatpeak } from "../../src/testing/index.ts";
import { folderOf, readMarkdown, readPage } from "./pages.ts";
import type { PageBlock } from "./pages.ts";

/** Results of a block. */
export interface Run<Exports> {
  /** Its calls of `console.log`, `info`, `warn` and `error`, each with the method's name first. */
  readonly said: readonly (readonly unknown[])[];
  /** Its exports. */
  readonly exports: Exports;
}

/** Settings of {@link openPage}. */
export interface PageOptions {
  /** The fake behind the global `fetch`, with the credentials in the environment. Default: a new one. */
  readonly fake?: FakeFlatpeak | undefined;
  /**
   * Handles requests to other hosts than `api.flatpeak.com`, such as the reader's own server. Default: no such host.
   */
  readonly elsewhere?: ((url: string, init?: RequestInit) => Promise<Response>) | undefined;
}

/** A page whose blocks can be run; see {@link openPage}. */
export interface Page {
  readonly fake: FakeFlatpeak;
  /** Folder with the blocks as files. */
  readonly folder: string;
  /** The whole page, to compare its text with results. */
  readonly markdown: string;
  /** All blocks, to read; reading does not count as run. */
  readonly blocks: readonly PageBlock[];
  /**
   * Runs a block as a module. It is found by its title, or by its nearest heading and its number among the blocks
   * there without a title. Until the spec ends, the global `fetch` and FLATPEAK_* are those of the fake.
   */
  readonly run: <Exports = unknown>(name: string, place?: number) => Promise<Run<Exports>>;
  /** The file of a block, for another program that runs it, such as `jest`. Counts as run. */
  readonly file: (name: string, place?: number) => string;
}

/**
 * Opens `docs/NAME.md`, and replaces the API by a fake for the whole spec. `everyBlockRan` adds a last test, which
 * fails for every block that no earlier test ran; test/guides/pages.spec.ts requires it for every page.
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
