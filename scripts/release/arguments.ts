import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";
import type { Release } from "./obstacles.ts";

export const USAGE = `Usage: npm run release:check -- [--tag v1.2.3] [--repository owner/name]

Lists what keeps the package from being published: an owner's field that package.json lacks, a tag of another version,
a changelog without an entry for the version, or another repository than package.json names.

  --tag TAG                the tag to be published; without it, the newest entry of the changelog may be Unreleased
  --repository OWNER/NAME  the repository that publishes
`;

/** @throws ArgumentError for anything but the two options, and for an empty one */
export function readReleaseArguments(words: readonly string[]): Release {
  const { tag, repository } = parseReleaseWords(words);
  if (tag === "") throw new ArgumentError("--tag is empty");
  if (repository !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
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
