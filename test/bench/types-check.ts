/** `types-check.ts FILE`: checks a program in a separate process, and prints the cost as JSON. */
import { readFileSync } from "node:fs";
import { checkFiles } from "../support/check-cost.ts";

const [file = ""] = process.argv.slice(2);
const cost = checkFiles(new Map([[file, readFileSync(file, "utf8")]]));
console.log(JSON.stringify({ ...cost, heapUsed: process.memoryUsage().heapUsed }));
