import { join, resolve } from "node:path";
import { display } from "../command/display.ts";
import { writeAll } from "../command/output.ts";
import { ContractError } from "../contract/contract-error.ts";
import { makeContract } from "../contract/contract.ts";
import { parseSource, readBytes, readSource } from "../contract/source.ts";
import { decodeText } from "../contract/text.ts";
import { formatDraft } from "../generate/formatting.ts";
import type { ObserveArguments } from "./arguments.ts";
import { readObservations } from "./lines.ts";
import { addActions, renderOverlay } from "./overlay-text.ts";
import { proposeChanges } from "./proposal.ts";
import type { Proposal } from "./proposal.ts";

/**
 * Proposes changes to the contract from observations. Nothing is written unless the contract is valid with them.
 *
 * @param root folder of the project
 * @returns the exit code
 * @throws ContractError with every invalid finding
 */
export async function observe(root: string, { files, apply, out }: ObserveArguments): Promise<number> {
  const texts = await Promise.all(
    files.map(async (file) => {
      const name = display(resolve(file));
      return { name, text: decodeText(await readBytes(resolve(file), name), name) };
    }),
  );
  const { observed, settled } = readObservations(texts);
  const overlayFile = join(root, "spec/overlay.yaml");
  const overlayName = display(overlayFile);
  const specFile = join(root, "spec/flatpeak.yaml");
  const source = await readSource(specFile, display(specFile), "OpenAPI document");
  const overlay = await readSource(overlayFile, overlayName, "OpenAPI overlay");
  const { document, version } = await makeContract(source, overlay);
  const current = observed.filter(({ contract }) => contract === version);
  const proposal = proposeChanges(document, current);
  console.log(summarize(proposal, settled, observed.length - current.length, version));
  if (proposal.actions.length === 0) return 0;

  const applied = addActions(overlay.text, overlayName, proposal.actions);
  const target = await formatDraft(root, { path: overlayFile, as: "spec/overlay.yaml", text: applied });
  await validate(() =>
    makeContract(source, parseSource(Buffer.from(target.text), overlayFile, overlayName, "OpenAPI overlay")),
  );
  const file = apply
    ? target
    : await formatDraft(root, {
        path: resolve(out),
        as: "spec/overlay.yaml",
        text: renderOverlay(proposal.actions),
      });
  writeAll([file]);
  console.log(`\n${display(file.path)} written`);
  console.log(apply ? "Next: npm run generate" : "Next: review it, then run this again with --apply");
  return 0;
}

async function validate(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new ContractError(error.problems, "nothing was written: the proposal does not fit the contract");
  }
}

function summarize(
  { changes, open, marked }: Proposal,
  settled: readonly string[],
  ofOthers: number,
  version: string,
): string {
  const list = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`\n${title}:`, ...lines.map((line) => `  ${line}`)];
  return [
    `Changes: ${changes.length}; to decide: ${open.length}; operations that conform: ${marked}`,
    ...list("Changes", changes),
    ...list("To decide", open),
    ...list("Settled questions", settled),
    ...(ofOthers === 0 ? [] : [`\nLeft out, not of release ${version}: ${ofOthers}`]),
  ].join("\n");
}
