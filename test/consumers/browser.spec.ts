import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import type { Flatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";
import { findRuntime } from "./runtimes.ts";
import type { Abilities } from "./sources/page.ts";

// Values that the page sets on its window, for the functions below that run there.
declare const travel: Abilities["travel"];
declare const refuse: Abilities["refuse"];

const { program, isMissing } = findRuntime("chromium");

describe.skipIf(isMissing)("a page in Chromium, of another origin than the API", () => {
  let flatpeak: Flatpeak;
  let site: RawServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    flatpeak = await startFlatpeak();
    site = await serve(await bundlePage());
    browser = await chromium.launch({
      executablePath: program,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    });
    page = await browser.newPage();
    await page.goto(site.origin);
  });

  afterAll(async () => {
    await browser.close();
    await Promise.all([site.close(), flatpeak.close()]);
  });

  test("makes the journey with its own bearer token", async () => {
    const told = await page.evaluate((journey) => travel(journey), flatpeak.browserJourney);
    expect(told).toEqual(experience);
  });

  test("cannot create a client with an API key; the error names token and allowBrowser", async () => {
    const { credentials } = flatpeak.journey;
    const told = await page.evaluate((given) => refuse(given), credentials);
    expect(told.isUsageError).toBe(true);
    expect(told.message).toMatch(/browser.*\btoken\b.*\ballowBrowser\b/s);
    expect(told.message).not.toContain(credentials.apiKey);
  });

  test("can create such a client with allowBrowser", async () => {
    const credentials = { ...flatpeak.journey.credentials, allowBrowser: true };
    expect(await page.evaluate((given) => refuse(given), credentials)).toMatchObject({ isUsageError: false });
  });
});

/** Builds the page like an application for browsers; returns its folder. */
async function bundlePage(): Promise<string> {
  const project = createProject("browser", {
    "journey.ts": readSource("journey.ts"),
    "page.ts": readSource("page.ts"),
    "index.html": '<!doctype html><title>Devices</title><script type="module" src="./page.ts"></script>',
  });
  await build({ root: project.path, configFile: false, logLevel: "error", build: { outDir: "out" } });
  return join(project.path, "out");
}

function serve(folder: string): Promise<RawServer> {
  return startServer(({ url }, _incoming, outgoing) => {
    const file = url === "/" ? "/index.html" : url;
    outgoing.setHeader("content-type", file.endsWith(".js") ? "text/javascript" : "text/html");
    outgoing.end(url === "/favicon.ico" ? "" : readFileSync(join(folder, file)));
  });
}
