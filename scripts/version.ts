// npm runs this during `npm version`, after it has set the version in package.json.
import { readFileSync, writeFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const source = readFileSync("src/version.ts", "utf8");
writeFileSync("src/version.ts", source.replace(/(?<=VERSION = )"[^"]*"/, JSON.stringify(version)));
