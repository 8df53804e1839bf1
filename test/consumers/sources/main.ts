// A program of the command line: takes the journey as JSON and prints the experience as JSON.
import { travel } from "./journey.js";

declare const process: { readonly argv: readonly string[] };

void travel(JSON.parse(process.argv[2] ?? "")).then((experience) => {
  console.log(JSON.stringify(experience));
});
