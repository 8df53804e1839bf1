import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";
import type { Release } from "./obstacles.ts";

export const USAGE = `Usage: npm run release:check -- --tag v1.2.3 --repository owner/name

Says what keeps a tag from being published: another version in package.json or CHANGELOG.md, or a repository that
package.json does not name.
`;

/** @throws ArgumentError for anything but the two options */
export function readReleaseArguments(words: readonly string[]): Release {
  const { tag, repository } = parseReleaseWords(words);
  if (!tag) throw new ArgumentError("--tag is missing");
  if (!repository || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new ArgumentError("--repository must be given as owner/name");
  }
  return { tag, repository };
}

function parseReleaseWords(words: readonly string[]): {
  readonly tag?: string;
  readonly repository?: string;
} {
  return parseWords(words, {
    options: { tag: { type: "string" }, repository: { type: "string" } },
  }).values;
}
