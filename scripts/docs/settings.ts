import type { DefaultTheme, UserConfig } from "vitepress";
import { markdown } from "./markdown.ts";
import { search } from "./search.ts";

/** Data of a site besides its pages; see {@link ./site.ts}. */
export interface SiteData {
  readonly nav: readonly DefaultTheme.NavItem[];
  readonly sidebar: DefaultTheme.Sidebar;
  /** Name of the API and its release: "Flatpeak API 2025-09-14.anode". */
  readonly release: string;
  /** Path of the site on its server. */
  readonly base: string;
}

/** The configuration of VitePress for a site. */
export function configure({ nav, sidebar, release, base }: SiteData): UserConfig<DefaultTheme.Config> {
  return {
    title: "flatpeak",
    description: "TypeScript SDK for the Flatpeak API",
    lang: "en",
    base,
    head: [["link", { rel: "icon", href: `${base}icon.svg`, type: "image/svg+xml" }]],
    markdown,
    metaChunk: true,
    vite: { logLevel: "warn", build: { chunkSizeWarningLimit: 4_000, reportCompressedSize: false } },
    themeConfig: {
      nav: [...nav],
      sidebar,
      search,
      outline: [2, 3],
      externalLinkIcon: true,
      footer: { message: release },
    },
  };
}
