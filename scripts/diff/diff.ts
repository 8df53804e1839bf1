import { createProgress } from "../command/progress.ts";
import type { DiffArguments } from "./arguments.ts";
import { findLastRelease, isShallow } from "./git.ts";
import { renderMarkdown } from "./report-text.ts";
import { checkVersion } from "./version-check.ts";

const SHALLOW =
  "the version is not checked: this clone is shallow and has no tag v*; run: git fetch --unshallow --tags";

/**
 * Prints the changes between two contracts, or checks the version against them.
 *
 * @returns the exit code: 1 if the version is too low for the changes
 * @throws ContractError if one of the contracts cannot be used
 */
export async function diff(root: string, request: DiffArguments): Promise<number> {
  const progress = createProgress(request);
  const say = (text: string): void => {
    if (!request.quiet) console.log(text);
  };
  const release = request.checkVersion ? (request.from ?? (await findLastRelease(root))) : undefined;
  if (request.checkVersion && release === undefined) {
    if (await isShallow(root)) console.error(SHALLOW);
    else say("no release yet: there is no tag v*, so any version is accepted");
    return 0;
  }
  // Loading the compiler and the validator takes a second; before the first release nothing needs them.
  const [{ readBothContracts }, { compareContracts }] = await Promise.all([
    import("./both-contracts.ts"),
    import("./comparison.ts"),
  ]);
  const from = release ?? request.from ?? "HEAD";
  const both = await progress.step("Validating", () => readBothContracts(root, { ...request, from }));
  const report = await progress.step("Comparing", () => compareContracts(...both));
  if (release !== undefined) {
    const { ok, message } = await checkVersion(root, release, report);
    if (ok) say(message);
    else console.error(message);
    return ok ? 0 : 1;
  }
  const { verdict, changes, unjudged } = report;
  if (request.json && unjudged.length > 0) console.error(`Not judged: ${unjudged.join(", ")}`);
  process.stdout.write(
    request.json ? `${JSON.stringify({ verdict, changes }, null, 2)}\n` : renderMarkdown(report),
  );
  return 0;
}
