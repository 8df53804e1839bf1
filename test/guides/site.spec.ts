import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifest } from "../../generated/manifest.ts";
import { readCodeBlocks } from "../support/code-blocks.ts";
import { compile } from "../support/compiler.ts";
import { serveSite } from "../../scripts/docs/serve.ts";
import type { SiteServer } from "../../scripts/docs/serve.ts";
import { buildSite } from "./build-site.ts";
import { CHROMIUM } from "./chromium.ts";
import { BLOCKS } from "./pages.ts";
import { loadSearch, QUESTIONS } from "./search.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SITE = join(ROOT, ".docs");
const WIDTHS = [1280, 768, 390];

let files: readonly string[] = [];
beforeAll(() => {
  buildSite();
  files = readdirSync(SITE, { recursive: true, encoding: "utf8" });
}, 600_000);

const read = (name: string): string => readFileSync(join(SITE, name), "utf8");
const pages = (): readonly string[] => files.filter((name) => name.endsWith(".html"));

describe("the site has", () => {
  const operations = Object.entries(manifest.operations);

  test("a complete page for every operation", () => {
    for (const [key, { operationId }] of operations) {
      const page = read(`operations/${operationId}.md`);
      expect(page, key).toMatch(/^# \w.*\n\n\w/);
      for (const heading of ["Errors", "Retries", "In your tests", "Certainty"]) {
        expect(page, key).toContain(`\n## ${heading}\n`);
      }
      expect(page, key).toMatch(/^## Response 2\d\d$/m);
    }
    // And the list of them.
    expect(pages().filter((name) => name.startsWith("operations/"))).toHaveLength(operations.length + 1);
  });

  test("the units, limits, codes and inferences of the contract", () => {
    const limit = read("operations/schedule-by-limit.md");
    expect(limit).toContain("At least `0.01`, at most `1`.");
    expect(limit).toMatch(/`absolute` \| number \|.*per kWh in major currency units/);
    expect(limit).toMatch(/\| `422`.*`no_tariff_connected`, `pending_connect`, `no_price_data`/);
    expect(limit).toContain('[confirmed](#certainty "Confirmed: The page gives the bounds in prose.');
    expect(read("operations/create-device.md")).toContain(
      "Flatpeak publishes this call in an OpenAPI document",
    );
    expect(read("operations/create-device.md")).toMatch(/\| `409`.*`duplicate_reference`/);
    expect(read("operations/submit-meter-interval.md")).toContain("This operation is not idempotent");
  });

  test("two examples of every operation that compile", async () => {
    const folder = join(BLOCKS, "operations");
    await mkdir(folder, { recursive: true });
    const examples = operations
      .map(([key, { operationId }]) => {
        const programs = readCodeBlocks(read(`operations/${operationId}.md`)).filter(
          ({ language }) => language === "ts",
        );
        return programs.map(({ code }, index) => {
          expect(code, key).toContain(`flatpeak.${key.split(" ")[0] ?? ""}("${key.split(" ")[1] ?? ""}"`);
          const file = join(folder, `${operationId}-${index + 1}.ts`);
          writeFileSync(file, code);
          return file;
        });
      })
      .flat();
    // The call, and the call with a case for each error.
    expect(examples).toHaveLength(2 * operations.length);
    expect(compile(examples, "test/guides/tsconfig.json")).toEqual([]);
  });

  test("no example that prints a secret", () => {
    for (const [, { operationId }] of operations) {
      const { code = "" } = readCodeBlocks(read(`operations/${operationId}.md`))[0] ?? {};
      const [answer = ""] =
        /^## Response [^]*?(?=^## Errors)/m.exec(read(`operations/${operationId}.md`)) ?? [];
      const answersToken = /^\|.*token.*\|$/im.test(answer);
      expect(/console\.log\(data\)/.test(code), operationId).toBe(!answersToken);
    }
  });

  test("a reference of every exported value", async () => {
    for (const module of ["", "/testing"]) {
      const exports: object = await import(/* @vite-ignore */ `flatpeak${module}`);
      for (const name of Object.keys(exports)) {
        const found = files.filter((file) => file.startsWith(`reference/flatpeak${module}/`));
        expect(
          found.some((file) => file.endsWith(`/${name}.html`)),
          `flatpeak${module} ${name}`,
        ).toBe(true);
      }
    }
  });

  test("an llms.txt with the Markdown of every page, and an llms-full.txt with all of it", () => {
    const links = [...read("llms.txt").matchAll(/^- \[.*?\]\((.*?)\)/gm)].map(([, link = ""]) => link);
    expect(links.toSorted()).toEqual(files.filter((name) => name.endsWith(".md")).toSorted());
    for (const link of links) {
      const [heading] = /^# .*$/m.exec(read(link)) ?? [""];
      expect(read("llms-full.txt")).toContain(heading);
    }
  });

  test("Markdown whose links lead to existing Markdown", () => {
    for (const name of files.filter((file) => file.endsWith(".md"))) {
      const prose = read(name).replaceAll(/^(`{3,})[^]*?^\1$/gm, "");
      for (const [, href = ""] of prose.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)) {
        expect(existsSync(join(SITE, name, "..", href)), `${name} -> ${href}`).toBe(true);
      }
    }
  });
});

test("30 questions find the right page among the first three, and 28 of them find it first", async () => {
  const find = await loadSearch(join(SITE, "assets/chunks"));
  const places = QUESTIONS.map(([question, page]) => ({
    question,
    place: find(question).indexOf(page) + 1,
    found: find(question).slice(0, 3),
  }));
  expect(places).toHaveLength(30);
  expect(places.filter(({ place }) => place < 1 || place > 3)).toEqual([]);
  const later = places.filter(({ place }) => place > 1);
  expect(later.length, JSON.stringify(later)).toBeLessThanOrEqual(2);
});

describe("in a browser", () => {
  let browser: Browser;
  let server: SiteServer;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await serveSite(SITE, { port: 0 });
    browser = await chromium.launch(CHROMIUM);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("console", (message) => complaints.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) complaints.push(`${page.url()} requests ${request.url()}`);
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  test(
    "every link leads to a page and a heading, and no table is cut at any width, light or dark",
    { timeout: 1_200_000 },
    async () => {
      const reader = await browser.newPage();
      // The pages are complete without scripts, and faster.
      await reader.route("**/*.js", (route) => route.abort());
      const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
      const faults: string[] = [];
      // Text has the same styles on hundreds of pages, and axe takes seconds, so it checks the first page with each
      // style.
      const judged = new Set<string>();
      const ids = new Map<string, ReadonlySet<string>>();
      const links: { readonly from: string; readonly to: string }[] = [];
      for (const name of pages().filter((one) => one !== "404.html")) {
        await reader.goto(server.url + name);
        for (const width of WIDTHS) {
          await reader.setViewportSize({ width, height: 900 });
          const cut = await reader.evaluate(findCutTables);
          faults.push(...cut.map((fault) => `${name} at ${width}: ${fault}`));
        }
        for (const isDark of [false, true]) {
          const looks = (await reader.evaluate(listLooks, isDark)).filter((look) => !judged.has(look));
          if (looks.length === 0) continue;
          for (const look of looks) judged.add(look);
          await reader.evaluate(axe);
          const low = await reader.evaluate(findLowContrast);
          faults.push(...low.map((fault) => `${name} ${isDark ? "dark" : "light"}: ${fault}`));
        }
        const found = await reader.evaluate(() => ({
          ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
          links: [...document.querySelectorAll<HTMLAnchorElement>(".VPContent a[href]")].map(
            ({ href }) => href,
          ),
        }));
        ids.set(server.url + name, new Set(found.ids));
        links.push(...found.links.map((to) => ({ from: name, to })));
      }
      const broken = links.filter(({ to }) => {
        if (!to.startsWith(server.url)) return false;
        const [address = "", anchor] = to.split("#");
        const file = address.endsWith("/") ? `${address}index.html` : address;
        const known = ids.get(file) ?? ids.get(`${file}.html`);
        if (known === undefined) return !existsSync(join(SITE, file.slice(server.url.length)));
        return anchor !== undefined && !known.has(decodeURIComponent(anchor));
      });
      expect(links.length).toBeGreaterThan(pages().length);
      expect([...new Set(broken.map(({ from, to }) => `${from} -> ${to}`))]).toEqual([]);
      expect([...new Set(faults)]).toEqual([]);
    },
  );

  test("the search finds a page by keyboard, and requests nothing from elsewhere", async () => {
    await page.goto(`${server.url}guides/errors.html`, { waitUntil: "networkidle" });
    await page.keyboard.press("/");
    await page.locator("input.search-input").fill("create device");
    await page.locator("ul.results a").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/operations\/create-device/);
    await page.locator("h1", { hasText: "Create a device" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a block of code has a button that copies it", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${server.url}operations/create-device.html`, { waitUntil: "networkidle" });
    await page.locator(".vp-doc button.copy").first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('from "flatpeak"');
  });
});

/** Runs in the browser: finds tables wider than the screen or their column, and cells without a label. */
function findCutTables(): readonly string[] {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
  const tables = [...document.querySelectorAll(".vp-doc table")].flatMap((table) => {
    const { right, left } = table.getBoundingClientRect();
    const column = table.parentElement?.getBoundingClientRect();
    if (right === left || column === undefined) return []; // folded
    // Cells of a first column without a heading name their rows.
    const cells = [...table.querySelectorAll<HTMLElement>("td:not(:first-child)")];
    const unlabelled = cells.some((cell) => !cell.dataset["label"]);
    const isCut = right > column.right + 1 || table.scrollWidth > table.clientWidth + 2;
    return [...(isCut ? ["a table is cut"] : []), ...(unlabelled ? ["a cell has no label"] : [])];
  });
  return [...wide, ...tables];
}

/** Runs in the browser: sets the theme, and returns each combination of colors and size of text once. */
function listLooks(isDark: boolean): readonly string[] {
  const style = document.createElement("style");
  style.textContent = "* { transition: none !important }";
  document.head.append(style);
  document.documentElement.classList.toggle("dark", isDark);
  for (const details of document.querySelectorAll("details")) details.open = true;
  const backgroundOf = (element: Element | null): string => {
    if (element === null) return "";
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? backgroundOf(element.parentElement) : backgroundColor;
  };
  const elements = [...document.querySelectorAll(".VPContent *")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  const looks = elements.map((element) => {
    const { color, fontSize, fontWeight, opacity } = getComputedStyle(element);
    return [color, backgroundOf(element), fontSize, fontWeight, opacity].join();
  });
  return [...new Set(looks)];
}

/** Runs in the browser: finds texts whose contrast is below WCAG AA. */
async function findLowContrast(): Promise<readonly string[]> {
  const { axe } = globalThis as unknown as {
    axe: {
      run: (context: object, options: object) => Promise<{ violations: { nodes: { html: string }[] }[] }>;
    };
  };
  const options = { runOnly: ["color-contrast"], resultTypes: ["violations"] };
  const { violations } = await axe.run({ include: [[".VPContent"]] }, options);
  return violations.flatMap(({ nodes }) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)));
}
