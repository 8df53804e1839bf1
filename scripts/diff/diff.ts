import type { DiffArguments } from "./arguments.ts";
import { compareContracts } from "./comparison.ts";
import { readBothContracts } from "./contracts.ts";
import { findLastRelease } from "./earlier.ts";
import { renderMarkdown } from "./markdown.ts";
import { checkVersion } from "./version-check.ts";

/**
 * Prints what changed between two contracts, or judges the version by it.
 *
 * @returns the exit code: 1 if the version is not raised as the changes demand
 * @throws ContractError if one of the contracts cannot be used
 */
export async function diff(root: string, request: DiffArguments): Promise<number> {
  const release = request.checkVersion ? (request.from ?? (await findLastRelease(root))) : undefined;
  if (request.checkVersion && release === undefined) {
    console.log("no release yet: there is no tag v*, so any version will do");
    return 0;
  }
  const from = release ?? request.from ?? "HEAD";
  const report = compareContracts(...(await readBothContracts(root, { ...request, from })));
  if (release !== undefined) {
    const { ok, message } = await checkVersion(root, release, report);
    if (ok) console.log(message);
    else console.error(message);
    return ok ? 0 : 1;
  }
  const { verdict, changes } = report;
  process.stdout.write(
    request.json ? `${JSON.stringify({ verdict, changes }, null, 2)}\n` : renderMarkdown(report),
  );
  return 0;
}
