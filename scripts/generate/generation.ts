import { join, resolve } from "node:path";
import { display } from "../command/display.ts";
import { compareFile, writeAll } from "../command/output.ts";
import type { FileState, OutputFile } from "../command/output.ts";
import { createProgress } from "../command/progress.ts";
import { readContract } from "../contract/contract.ts";
import type { Contract, NamedFile } from "../contract/contract.ts";
import { showInvisible } from "../markdown/escape.ts";
import type { GenerateArguments } from "./arguments.ts";
import { renderFiles } from "./files.ts";
import { renderSummary } from "./summary.ts";

/** Describes what a newly generated contract changes for users of the SDK; `undefined` if nothing. */
export type DescribeChange = (root: string, contract: Contract) => Promise<string | undefined>;

/**
 * Generates all files of the contract. Writes them or, with `check`, compares them with the existing ones.
 *
 * @returns the exit code: 1 if a check finds a file stale or missing
 * @throws ContractError if the contract cannot be used
 */
export async function generate(
  root: string,
  request: GenerateArguments,
  describeChange: DescribeChange,
): Promise<number> {
  const startedAt = performance.now();
  const { out, quiet } = request;
  const progress = createProgress({ quiet });
  const contract = await progress.step("Validating", () => readRequested(root, request));
  const places = {
    root,
    out: out === undefined ? join(root, "generated") : resolve(out),
    documents: out === undefined,
  };
  const files = await renderFiles(contract, places, progress);
  const states = new Map(files.map((file) => [file, compareFile(file)]));
  if (request.check) return reportCheck(states, request);

  const changed = files.filter((file) => states.get(file) !== "fresh");
  writeAll(changed);
  if (quiet) return 0;
  process.stdout.write(showInvisible(renderSummary(contract, states, performance.now() - startedAt)));
  if (changed.length > 0 && request.spec === undefined) {
    const change = await progress.step("Comparing", () => describeChange(root, contract));
    if (change !== undefined) process.stdout.write(`\n${showInvisible(change)}`);
  }
  return 0;
}

function readRequested(root: string, { spec, overlay }: GenerateArguments): Promise<Contract> {
  if (spec === undefined) {
    return readContract(
      namedFileOf(join(root, "spec/flatpeak.yaml")),
      namedFileOf(join(root, "spec/overlay.yaml")),
    );
  }
  return readContract(
    namedFileOf(resolve(spec)),
    overlay === undefined ? undefined : namedFileOf(resolve(overlay)),
  );
}

function reportCheck(states: ReadonlyMap<OutputFile, FileState>, request: GenerateArguments): number {
  const poor = [...states].filter(([, state]) => state !== "fresh");
  for (const [{ path }, state] of poor) {
    console.error(`${display(path)} is ${state}; run: ${commandFor(request)}`);
  }
  if (poor.length > 0) return 1;
  if (!request.quiet) console.log(`${states.size} generated files are up to date`);
  return 0;
}

function commandFor({ spec, overlay, out }: GenerateArguments): string {
  const options = [
    spec === undefined ? "" : ` --spec ${spec}`,
    overlay === undefined ? "" : ` --overlay ${overlay}`,
    out === undefined ? "" : ` --out ${out}`,
  ].join("");
  return `npm run generate${options === "" ? "" : ` --${options}`}`;
}

function namedFileOf(file: string): NamedFile {
  return { file, name: display(file) };
}
