import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveSite } from "../../scripts/docs/serve.ts";
import type { SiteServer } from "../../scripts/docs/serve.ts";
import { operationsOf } from "../../scripts/contract/document.ts";
import { makeHostileContract, makeHostileDocument } from "../support/hostile-contract.ts";
import { buildSite } from "./build-site.ts";
import { CHROMIUM } from "./chromium.ts";

const folder = mkdtempSync(join(tmpdir(), "flatpeak-hostile-site-"));
const site = join(folder, "site");
const asked: string[] = [];
let operations = 0;
let files: readonly string[] = [];
let browser: Browser;
let server: SiteServer;
let page: Page;

beforeAll(async () => {
  const contract = await makeHostileContract();
  operations = operationsOf(contract.document).length;
  const spec = join(folder, "hostile.json");
  writeFileSync(spec, JSON.stringify(makeHostileDocument()));
  buildSite("--spec", spec, "--out", site);
  files = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(site.length + 1));
  server = await serveSite(site, { port: 0 });
  browser = await chromium.launch(CHROMIUM);
  page = await browser.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) asked.push(request.url());
  });
}, 600_000);

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
});

const open = (name: string) => page.goto(server.url + name);

test("each operation has its own page with a plain name, and overwrites none of the project's pages", () => {
  expect(files.filter((name) => /^operations\/.*\.html$/.test(name))).toHaveLength(operations + 1);
  for (const name of files) expect(name).toMatch(/^[\w.@-]+(\/[\w.@-]+)*$/);
  expect(readFileSync(join(site, "guides/retries.md"), "utf8")).toMatch(/^# Retries/);
  expect(readFileSync(join(site, "guides/index.md"), "utf8")).not.toContain("pwned");
});

test("no page runs a script of the contract or sends a request", { timeout: 600_000 }, async () => {
  const pages = files.filter((name) => name.endsWith(".html") && !name.startsWith("reference/"));
  expect(pages.length).toBeGreaterThan(operations);
  for (const name of pages) {
    await open(name);
    const found = await page.evaluate(() => ({
      pwned: "pwned" in globalThis,
      scripts: document.querySelectorAll("body script[src^=http], .vp-doc script").length,
      images: document.images.length,
      handlers: [...document.querySelectorAll("*")]
        .flatMap(({ attributes }) => [...attributes].map((attribute) => attribute.name))
        .filter((attribute) => /^(on|v-(?!pre)|:|@)/.test(attribute)),
      addresses: [...document.links]
        .map(({ href }) => href)
        .filter((href) => !/^(https?|mailto):/.test(href)),
    }));
    expect({ name, ...found }).toEqual({
      name,
      ...{ pwned: false, scripts: 0, images: 0, handlers: [], addresses: [] },
    });
  }
  expect(asked).toEqual([]);
});

test("search results are text", { timeout: 120_000 }, async () => {
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.goto(server.url, { waitUntil: "networkidle" });
  await page.keyboard.press("/");
  await page.locator("input.search-input").fill("pwned");
  await page.locator("ul.results a").first().waitFor();
  expect(await page.evaluate(() => "pwned" in globalThis)).toBe(false);
  const tags = await page
    .locator("ul.results a *")
    .evaluateAll((all) => [...new Set(all.map((one) => one.tagName))]);
  for (const tag of tags) expect(["DIV", "SPAN", "MARK"]).toContain(tag);
});

test("text of a contract includes no files", () => {
  const texts = files
    .filter((name) => name.endsWith(".html"))
    .map((name) => readFileSync(join(site, name), "utf8"));
  expect(texts.join("")).toContain("@include: ../../package.json");
  expect(texts.join("")).not.toContain("flatpeak-docs");
});

test("the Markdown for programs has one entry for each page, and text of the contract ends no block", () => {
  const links = [
    ...readFileSync(join(site, "llms.txt"), "utf8").matchAll(/^- \[(?:\\.|[^\]\\])*\]\(([\w./-]+)\)/gm),
  ];
  expect(links.map(([, link]) => link).toSorted()).toEqual(
    files.filter((name) => name.endsWith(".md")).toSorted(),
  );
});
