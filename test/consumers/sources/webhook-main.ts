// A command-line program: reads a signed webhook as JSON and prints the verdicts as JSON.
import { judge } from "./webhook.js";

declare const process: { readonly argv: readonly string[] };

void judge(JSON.parse(process.argv[2] ?? "")).then((verdicts) => {
  console.log(JSON.stringify(verdicts));
});
