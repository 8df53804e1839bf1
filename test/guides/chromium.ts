import type { LaunchOptions } from "playwright-core";

/** How to start the browser that Debian has; it says nothing to anybody by itself. */
export const CHROMIUM: LaunchOptions = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat(
    ["background-networking", "component-update", "sync"].map((name) => `--disable-${name}`),
  ),
};
