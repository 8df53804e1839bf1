import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSite } from "../../scripts/docs/site.ts";
import { operationsOf } from "../../scripts/contract/document.ts";
import { makeHostileContract } from "../support/hostile-contract.ts";
import { CHROMIUM } from "./chromium.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "flatpeak-hostile-site-"));
const site = join(folder, "site");
const asked: string[] = [];
let operations = 0;
let files: readonly string[] = [];
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const contract = await makeHostileContract();
  operations = operationsOf(contract.document).length;
  await buildSite(ROOT, { contract, out: site });
  files = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(site.length + 1));
  browser = await chromium.launch(CHROMIUM);
  page = await browser.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith(pathToFileURL(site).href)) asked.push(request.url());
  });
}, 600_000);

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const open = (name: string) => page.goto(pathToFileURL(join(site, name)).href);

test("each operation has a page of its own under a plain name, and no page of ours is overwritten", () => {
  expect(files.filter((name) => /^operations\/.*\.html$/.test(name))).toHaveLength(operations);
  for (const name of files) expect(name).toMatch(/^[\w.-]+(\/[\w.-]+)*$/);
  expect(readFileSync(join(site, "guides/retries.md"), "utf8")).toMatch(/^# Retries/);
  expect(readFileSync(join(site, "index.md"), "utf8")).not.toContain("pwned");
});

test(
  "no page runs a script of the contract's, or asks anybody for anything",
  { timeout: 600_000 },
  async () => {
    const pages = files.filter((name) => name.endsWith(".html") && !name.startsWith("reference/"));
    expect(pages.length).toBeGreaterThan(operations);
    for (const name of pages) {
      await open(name);
      const found = await page.evaluate(() => ({
        pwned: "pwned" in globalThis,
        scripts: document.scripts.length,
        images: document.images.length,
        handlers: [...document.querySelectorAll("*")]
          .flatMap(({ attributes }) => [...attributes].map((attribute) => attribute.name))
          .filter((attribute) => /^(on|v-|:|@)/.test(attribute)),
        addresses: [...document.links]
          .map(({ href }) => href)
          .filter((href) => !/^(file|https?|mailto):/.test(href)),
      }));
      expect({ name, ...found }).toEqual({
        name,
        ...{ pwned: false, scripts: 1, images: 0, handlers: [], addresses: [] },
      });
    }
    expect(asked).toEqual([]);
  },
);

test("what the search finds is text", { timeout: 120_000 }, async () => {
  await page.setViewportSize({ width: 1200, height: 800 });
  await open("index.html");
  await page.fill("input[type=search]", "globalThis pwned");
  await page.locator("#found a").first().waitFor();
  expect(await page.evaluate(() => "pwned" in globalThis)).toBe(false);
  expect(
    await page.locator("#found a *").evaluateAll((all) => [...new Set(all.map((one) => one.tagName))]),
  ).toEqual(["STRONG", "SPAN"]);
});

test("the Markdown for programs has one entry for each page, and the contract's marks end nothing", () => {
  const links = [
    ...readFileSync(join(site, "llms.txt"), "utf8").matchAll(/^- \[(?:\\.|[^\]\\])*\]\(([\w./-]+)\)/gm),
  ];
  expect(links.map(([, link]) => link).toSorted()).toEqual(
    files.filter((name) => name.endsWith(".md")).toSorted(),
  );
});
