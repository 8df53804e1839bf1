import type { DefaultTheme } from "vitepress";

/**
 * Functions of the search in the reader's browser. VitePress sends them there as text, so they must not use anything
 * outside.
 */
export const search = {
  provider: "local",
  options: {
    detailedView: false,
    miniSearch: {
      options: {
        // Names such as `create-device`, `time_created` and `createClient` are found by their parts, too.
        tokenize: (text: string): string[] =>
          text
            .replaceAll(/&\w+;/g, " ")
            .split(/[^\p{L}\p{N}]+/u)
            .flatMap((word) => {
              const parts = word.split(/(?<=[a-z])(?=[A-Z])/);
              return parts.length > 1 ? [word, ...parts] : [word];
            }),
      },
      searchOptions: {
        boost: { title: 4, titles: 2, text: 1 },
        prefix: true,
        fuzzy: 0.15,
        combineWith: "AND",
        // Ranks guides above the reference, guides that mention everything below the others, and a page above its sections.
        boostDocument: (id: string, _term: string, stored?: Record<string, unknown>): number => {
          const kinds = {
            "/guides/operations": 0.3,
            "/guides/changes": 1,
            "/guides/options": 1,
            "/guides/example-service": 0.7,
            "/guides/faults": 0.7,
            "/guides/benchmarks": 0.7,
            "/guides/": 3,
            "/operations/": 1.5,
            "/reference/": 0.25,
            "/types/": 0.4,
            "/project/": 0.2,
          };
          const kind = Object.entries(kinds).find(([path]) => id.includes(path))?.[1] ?? 1;
          const isTop = Array.isArray(stored?.["titles"]) && stored["titles"].length === 0;
          return kind * (isTop ? 2 : 1);
        },
      },
    },
  },
} satisfies DefaultTheme.Config["search"];
