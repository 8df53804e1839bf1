// npm runs this as part of `npm version`, once package.json has the new version.
import { readFileSync, writeFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const source = readFileSync("src/version.ts", "utf8");
writeFileSync("src/version.ts", source.replace(/(?<=VERSION = )"[^"]*"/, JSON.stringify(version)));
