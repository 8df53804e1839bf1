// A command-line program: reads the journey as JSON and prints the results as JSON.
import { travel } from "./journey.js";

declare const process: { readonly argv: readonly string[] };

void travel(JSON.parse(process.argv[2] ?? "")).then((experience) => {
  console.log(JSON.stringify(experience));
});
