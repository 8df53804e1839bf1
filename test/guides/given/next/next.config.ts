import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

// `flatpeak` resolves to the sources, which are outside the app. pages.spec.ts compiles the blocks.
const config: NextConfig = {
  turbopack: { root: fileURLToPath(new URL("../../../..", import.meta.url)) },
  typescript: { ignoreBuildErrors: true },
};

export default config;
