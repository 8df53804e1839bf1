import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ContractError } from "../contract/contract-error.ts";
import { nodeOf, textOf } from "../contract/document.ts";
import { findCommit, readFileAt } from "./git.ts";
import type { Report } from "./report.ts";
import { bumpFor, isRaised, isVersion, raise } from "./version-bump.ts";

/** Result of checking the version in package.json against the changes. */
export interface VersionCheck {
  readonly ok: boolean;
  readonly message: string;
}

/** Checks the project's version against that of a revision. */
export async function checkVersion(root: string, revision: string, report: Report): Promise<VersionCheck> {
  const before = await readVersionAt(root, revision);
  const now = readVersion(await readFile(join(root, "package.json"), "utf8"), "package.json");
  // Places that could not be checked may break code, so they count as breaking.
  const verdict = report.unjudged.length > 0 ? "major" : report.verdict;
  const bump = bumpFor(verdict, before);
  if (isRaised(before, now, bump)) {
    return {
      ok: true,
      message: `version ${now} is high enough for the changes since ${revision} (${before})`,
    };
  }
  return {
    ok: false,
    message:
      `package.json: version ${now} is too low: the changes since ${revision} (${before}) need a ${bump} bump${countReasons(report)}; ` +
      `set it to ${raise(before, bump)} or above. To see the changes: npm run spec:diff -- --from ${revision}`,
  };
}

function countReasons({ verdict, changes, unjudged }: Report): string {
  const breaking = changes.filter((change) => change.class === "breaking").length;
  const reasons = [
    ...(verdict === "major" ? [`${breaking} breaking`] : []),
    ...(unjudged.length > 0 ? [`${unjudged.length} not judged, which counts as breaking`] : []),
  ];
  return reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
}

/** The version in package.json at that revision, or in the name of the tag. */
async function readVersionAt(root: string, revision: string): Promise<string> {
  const named = revision.replace(/^v/, "");
  if (isVersion(named)) return named;
  const bytes = await readFileAt(root, await findCommit(root, revision), "package.json");
  if (bytes === undefined) {
    throw new ContractError([`${revision}: this revision has no package.json to compare the version with`]);
  }
  return readVersion(bytes.toString("utf8"), `${revision}:package.json`);
}

function readVersion(text: string, name: string): string {
  const version = textOf(nodeOf(JSON.parse(text))["version"]) ?? "";
  if (!isVersion(version)) throw new ContractError([`${name}: no version such as 1.2.3 in it`]);
  return version;
}
