import { ArgumentError } from "../command/argument-error.ts";
import { parseWords } from "../command/words.ts";
import type { Release } from "./obstacles.ts";

export const USAGE = `Usage: npm run release:check -- [options]

Lists obstacles to publishing the package: fields that the owner must set in package.json, a tag of another version, a
changelog without an entry for the version, or a repository that differs from package.json.

  --tag TAG                tag to publish, such as v1.2.3; without it, the changelog may
                           begin with Unreleased
  --repository OWNER/NAME  repository that publishes
  --help                   print this text
`;

/** @throws ArgumentError for an unknown or invalid option */
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
