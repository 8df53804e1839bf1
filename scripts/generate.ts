import { runCommand } from "./command/run.ts";
import { USAGE } from "./generate/arguments.ts";
import { main } from "./generate/main.ts";

await runCommand(USAGE, main);
