import type { LaunchOptions } from "playwright-core";

/** Options to start Debian's browser without background requests. */
export const CHROMIUM: LaunchOptions = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat(
    ["background-networking", "component-update", "sync"].map((name) => `--disable-${name}`),
  ),
};
