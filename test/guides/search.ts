import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { search } from "../../scripts/docs/search.ts";

/** Searches of readers, and the right page for each. */
export const QUESTIONS: readonly (readonly [question: string, page: string])[] = [
  ["install", "guides/first-call"],
  ["retry", "guides/retries"],
  ["timeout", "guides/retries"],
  ["rate limit", "guides/retries"],
  ["backoff", "guides/retries"],
  ["pagination", "guides/pagination"],
  ["cursor", "guides/pagination"],
  ["api key", "guides/authentication"],
  ["token", "guides/authentication"],
  ["redis", "guides/authentication"],
  ["browser", "guides/security"],
  ["server route", "guides/security"],
  ["webhook signature", "guides/webhooks"],
  ["webhook express", "guides/webhooks"],
  ["mock", "guides/testing"],
  ["vitest", "guides/testing"],
  ["409", "guides/errors"],
  ["error codes", "guides/errors"],
  ["exceptions", "guides/errors"],
  ["opentelemetry", "guides/events"],
  ["logging", "guides/events"],
  ["react query", "guides/react"],
  ["next.js", "guides/next"],
  ["proxy", "guides/recipes"],
  ["options", "guides/options"],
  ["charge", "guides/journey"],
  ["create device", "operations/create-device"],
  ["POST /devices", "operations/create-device"],
  ["schedule by duration", "operations/schedule-by-duration"],
  ["list tariffs", "operations/list-tariffs"],
];

interface Index {
  readonly search: (question: string) => readonly { readonly id: string }[];
}

/** The part of MiniSearch that the site's search box calls. */
interface MiniSearch {
  readonly loadJSON: (json: string, options: object) => Index;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Returns the pages that the site's search box finds, best first. */
export async function loadSearch(folder: string): Promise<(question: string) => readonly string[]> {
  const require = createRequire(join(ROOT, "scripts/docs/package.json"));
  const miniSearch = require("minisearch") as MiniSearch;
  const file = readdirSync(folder).find((name) => name.startsWith("@localSearchIndexroot"));
  const source = readFileSync(join(folder, file ?? ""), "utf8");
  const { default: json } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    default: string;
  };
  const { options, searchOptions } = search.options.miniSearch;
  const fields = { fields: ["title", "titles", "text"], storeFields: ["title", "titles"] };
  const index = miniSearch.loadJSON(json, { ...fields, ...options, searchOptions });
  return (question) => [
    ...new Set(index.search(question).map(({ id }) => id.replace(/^\//, "").replace(/(\.html)?(#.*)?$/, ""))),
  ];
}
