import { readFileSync } from "node:fs";
import { runCommand } from "./command/run.ts";
import { readReleaseArguments, USAGE } from "./release/arguments.ts";
import { findObstacles } from "./release/obstacles.ts";

const ROOT = new URL("..", import.meta.url);

function readProjectFile(file: string): string {
  return readFileSync(new URL(file, ROOT), "utf8");
}

await runCommand(USAGE, (words) => {
  const obstacles = findObstacles(
    readReleaseArguments(words),
    readProjectFile("package.json"),
    readProjectFile("CHANGELOG.md"),
  );
  for (const obstacle of obstacles) console.error(obstacle);
  if (obstacles.length === 0) console.log("No obstacles to publishing the package");
  return Promise.resolve(obstacles.length === 0 ? 0 : 1);
});
