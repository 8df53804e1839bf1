import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifest } from "../../generated/manifest.ts";
import { buildSite } from "../../scripts/docs/site.ts";
import { readCodeBlocks } from "../support/code-blocks.ts";
import { compile } from "../support/compiler.ts";
import { CHROMIUM } from "./chromium.ts";
import { BLOCKS } from "./pages.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SITE = join(ROOT, ".docs");
const PHONE = { width: 360, height: 740 };

let files: readonly string[] = [];
beforeAll(async () => {
  await buildSite(ROOT);
  files = readdirSync(SITE, { recursive: true, encoding: "utf8" });
}, 180_000);

const read = (name: string): string => readFileSync(join(SITE, name), "utf8");
const pages = (): readonly string[] => files.filter((name) => name.endsWith(".html"));

describe("what is there", () => {
  const operations = Object.entries(manifest.operations);

  test("a page for every operation, with all that there is to say", () => {
    for (const [key, { operationId }] of operations) {
      const page = read(`operations/${operationId}.md`);
      expect(page, key).toMatch(/^# \w.*\n\n\w/);
      for (const heading of ["Errors", "Retries", "How certain this is"]) {
        expect(page, key).toContain(`\n## ${heading}\n`);
      }
      expect(page, key).toMatch(/^## Answer 2\d\d$/m);
    }
    expect(pages().filter((name) => name.startsWith("operations/"))).toHaveLength(operations.length);
  });

  test("units, limits, codes and inferences are those of the contract", () => {
    const limit = read("operations/schedule-by-limit.md");
    expect(limit).toContain("At least `0.01`, at most `1`.");
    expect(limit).toMatch(/`absolute` \| number \|.*per kWh in major currency units/);
    expect(limit).toMatch(/\| `422`.*`no_tariff_connected`, `pending_connect`, `no_price_data`/);
    expect(limit).toContain("Confirmed: The page gives the bounds in prose.");
    expect(read("operations/create-device.md")).toContain("Flatpeak publishes this call so");
    expect(read("operations/create-device.md")).toMatch(/\| `409`.*`duplicate_reference`/);
    expect(read("operations/submit-meter-interval.md")).toContain("Not idempotent");
  });

  test("the example of every operation compiles", async () => {
    const folder = join(BLOCKS, "operations");
    await mkdir(folder, { recursive: true });
    const examples = operations.map(([key, { operationId }]) => {
      const [example] = readCodeBlocks(read(`operations/${operationId}.md`));
      expect(example?.code, key).toContain(
        `flatpeak.${key.split(" ")[0] ?? ""}("${key.split(" ")[1] ?? ""}"`,
      );
      const file = join(folder, `${operationId}.ts`);
      writeFileSync(file, example?.code ?? "");
      return file;
    });
    expect(examples).toHaveLength(37);
    expect(compile(examples, "test/guides/tsconfig.json")).toEqual([]);
  });

  test("no example prints a secret", () => {
    for (const [, { operationId }] of operations) {
      const { code = "" } = readCodeBlocks(read(`operations/${operationId}.md`))[0] ?? {};
      const [answer = ""] =
        /^## Answer [^]*?(?=^## Errors)/m.exec(read(`operations/${operationId}.md`)) ?? [];
      const answersToken = /^\|.*token.*\|$/im.test(answer);
      expect(/console\.log\(data\)/.test(code), operationId).toBe(!answersToken);
    }
  });

  test("a reference of everything that the package exports as a value", async () => {
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

  test("llms.txt leads to the Markdown of every page, and llms-full.txt has all of it", () => {
    const links = [...read("llms.txt").matchAll(/^- \[.*?\]\((.*?)\)/gm)].map(([, link = ""]) => link);
    expect(links.toSorted()).toEqual(files.filter((name) => name.endsWith(".md")).toSorted());
    for (const link of links) {
      const [heading] = /^# .*$/m.exec(read(link)) ?? [""];
      expect(read("llms-full.txt")).toContain(heading);
    }
  });

  test("links in the Markdown lead to Markdown that is there", () => {
    for (const name of files.filter((file) => file.endsWith(".md"))) {
      const prose = read(name).replaceAll(/^(`{3,})[^]*?^\1$/gm, "");
      for (const [, href = ""] of prose.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)) {
        expect(existsSync(join(SITE, name, "..", href)), `${name} -> ${href}`).toBe(true);
      }
    }
  });
});

describe("in a browser", () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch(CHROMIUM);
    page = await browser.newPage();
    page.on("console", (message) => complaints.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(`${page.url()} asks for ${request.url()}`);
    });
  });
  afterAll(() => browser.close());

  const open = (name: string) => page.goto(pathToFileURL(join(SITE, name)).href);

  test(
    "every link leads somewhere, nothing is said on the console, and nothing comes from elsewhere",
    { timeout: 180_000 },
    async () => {
      const ids = new Map<string, ReadonlySet<string>>();
      const links: { from: string; to: string }[] = [];
      for (const name of pages()) {
        await open(name);
        const found = await page.evaluate(() => ({
          ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
          links: [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].map(({ href }) => href),
        }));
        ids.set(pathToFileURL(join(SITE, name)).href, new Set(found.ids));
        links.push(...found.links.map((to) => ({ from: name, to })));
      }
      const broken = links.filter(({ to }) => {
        if (/^https?:/.test(to)) return false;
        const url = new URL(to);
        const anchor = decodeURIComponent(url.hash.slice(1));
        url.hash = "";
        const known = ids.get(url.href);
        if (known === undefined) return !existsSync(fileURLToPath(url));
        return anchor !== "" && !known.has(anchor);
      });
      expect(links.length).toBeGreaterThan(pages().length);
      expect(broken.filter((link, at) => broken.findIndex(({ to }) => to === link.to) === at)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test("no page is wider than a phone, and its menu opens", { timeout: 180_000 }, async () => {
    await page.setViewportSize(PHONE);
    const wide: string[] = [];
    for (const name of pages()) {
      await open(name);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > PHONE.width) wide.push(`${name}: ${width}`);
    }
    expect(wide).toEqual([]);
    expect(await page.isVisible("nav")).toBe(false);
    await page.click("button.menu");
    expect(await page.isVisible("nav")).toBe(true);
  });

  test.each([
    ["create device", "Create a device"],
    ["schedules/limit", "Schedule by price limit"],
    ["unwrap", "unwrap()"],
    ["cheapst", "Schedule by duration"],
    ["Redis", "Authentication: Sharing a token between processes"],
  ])("the search for %s finds %s", async (query, title) => {
    await page.setViewportSize({ width: 1200, height: 800 });
    await open("index.html");
    await page.keyboard.press("/");
    await page.keyboard.type(query);
    const found = page.locator("#found a");
    await found.first().waitFor();
    expect(await found.locator("strong").allTextContents()).toContain(title);
    await found
      .filter({ has: page.getByText(title, { exact: true }) })
      .first()
      .click();
    expect(await page.textContent("h1")).toContain(title.split(":")[0]);
  });

  test("the search says so when there is nothing", async () => {
    await open("index.html");
    await page.fill("input[type=search]", "xyzzyplugh");
    await page.getByText("Nothing found").waitFor();
  });

  test("by keyboard: down to what was found, enter", async () => {
    await open("index.html");
    await page.fill("input[type=search]", "webhooks");
    await page.locator("#found a").first().waitFor();
    await page.keyboard.press("ArrowDown");
    const address = await page.evaluate(() => (document.activeElement as HTMLAnchorElement).href);
    await page.keyboard.press("Enter");
    await page.waitForURL(address);
  });

  test("it is light or dark as the reader's system is", async () => {
    const colours = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await open("guides/errors.html");
      colours.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    expect(colours[0]).toBe("rgb(255, 255, 255)");
    expect(colours[1]).not.toBe(colours[0]);
  });
});
