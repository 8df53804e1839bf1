import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { experience } from "./experience.ts";
import { startFlatpeak } from "./flatpeak.ts";
import type { Flatpeak } from "./flatpeak.ts";
import { createProject, readSource } from "./project.ts";
import { findRuntime } from "./runtimes.ts";
import type { Journey } from "./sources/journey.ts";

const { program, isMissing } = findRuntime("chromium");

describe.skipIf(isMissing)("a page in Chromium, of another origin than the API", () => {
  let flatpeak: Flatpeak;
  let browser: Browser;
  let page: Page;
  let close: () => void;

  beforeAll(async () => {
    flatpeak = await startFlatpeak();
    const project = createProject("browser", {
      "journey.ts": readSource("journey.ts"),
      "page.ts": readSource("page.ts"),
      "index.html": '<!doctype html><title>Devices</title><script type="module" src="./page.ts"></script>',
    });
    // What bundlers for browsers may not need: a stand-in for a module of Node would be a warning.
    const warnings: string[] = [];
    await build({
      root: project.path,
      configFile: false,
      logLevel: "warn",
      customLogger: undefined,
      build: { outDir: "out" },
    });
    expect(warnings).toEqual([]);
    const server = createServer(({ url = "/" }, outgoing) => {
      const path = new URL(url, "http://page.test").pathname;
      const type = path.endsWith(".js") ? "text/javascript" : "text/html";
      outgoing.setHeader("content-type", type);
      outgoing.end(readFileSync(join(project.path, "out", path === "/" ? "index.html" : path)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    close = () => {
      server.close();
      server.closeAllConnections();
    };
    browser = await chromium.launch({
      executablePath: program,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  afterAll(async () => {
    await browser.close();
    close();
    await flatpeak.close();
  });

  test("makes the journey with a bearer of its own", async () => {
    const told = await page.evaluate((journey) => globalThis.travel(journey), flatpeak.browserJourney);
    expect(told).toEqual(experience);
  });

  test("is refused a client with the account's key, and told of the token and of allowBrowser", async () => {
    const { credentials } = flatpeak.journey;
    const told = await page.evaluate((given) => globalThis.refuse(given), credentials);
    expect(told).toMatchObject({ isUsageError: true });
    expect(told.message).toMatch(/browser.*\btoken\b.*allowBrowser/s);
    expect(told.message).not.toContain(credentials.apiKey);
  });
});
