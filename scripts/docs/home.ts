import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DocsPage } from "./page.ts";

/** Sections of the README that the first page shows. */
const SHOWN = ["Install", "First call"];

/**
 * Writes the first page: a description of the package, three links, and the README from installation to the first call.
 */
export function writeHome(root: string): DocsPage {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const sections = readme
    .split(/^(?=## )/m)
    .filter((text) => SHOWN.includes(/^## (.*)/.exec(text)?.[1] ?? ""));
  if (sections.length < SHOWN.length) throw new Error(`README.md lacks a section of ${SHOWN.join(", ")}`);
  return {
    path: "index",
    source: "README.md",
    title: "flatpeak",
    summary: "TypeScript SDK for the Flatpeak API.",
    markdown: sections.join(""),
    frontmatter: {
      layout: "home",
      search: false,
      hero: {
        name: "flatpeak",
        text: "TypeScript SDK for the Flatpeak API",
        tagline:
          "What electricity costs at a location, and when. Calls, responses and errors have types from the API's contract. The client logs in, and retries where that is safe.",
        actions: [
          { theme: "brand", text: "Start", link: "/guides/first-call" },
          { theme: "alt", text: "Operations", link: "/operations/" },
          { theme: "alt", text: "When something fails", link: "/guides/errors" },
        ],
      },
    },
  };
}
