import { join, relative, resolve } from "node:path";
import type { Arguments } from "./arguments.ts";
import { readContract } from "../contract/contract.ts";
import type { Contract, NamedFile } from "../contract/contract.ts";
import { nodeOf, operationsOf } from "../contract/document.ts";
import { renderFiles } from "./files.ts";
import { compareFile, writeAll } from "../command/output.ts";
import type { FileState, OutputFile } from "../command/output.ts";

/**
 * Writes everything that is made of the contract, or with `check` compares it with what is there, and reports.
 *
 * @returns the exit code: 1 if a check finds a file stale or missing
 * @throws ContractError if the contract cannot be used
 */
export async function generate(root: string, request: Arguments): Promise<number> {
  const started = performance.now();
  const { spec, overlay, out } = request;
  const contract =
    spec === undefined
      ? await readContract(nameOf(join(root, "spec/flatpeak.yaml")), nameOf(join(root, "spec/overlay.yaml")))
      : await readContract(
          nameOf(resolve(spec)),
          overlay === undefined ? undefined : nameOf(resolve(overlay)),
        );
  const files = await renderFiles(contract, {
    root,
    out: out === undefined ? join(root, "generated") : resolve(out),
    documents: out === undefined,
  });
  const states = new Map(files.map((file) => [file, compareFile(file)]));
  if (request.check) return reportCheck(states, request);

  writeAll(files.filter((file) => states.get(file) !== "fresh"));
  for (const [{ path }, state] of states) {
    console.log(`${display(path)} ${state === "fresh" ? "unchanged" : "written"}`);
  }
  console.log(`${count(contract)}, ${Math.round(performance.now() - started)} ms`);
  return 0;
}

function reportCheck(states: ReadonlyMap<OutputFile, FileState>, request: Arguments): number {
  const poor = [...states].filter(([, state]) => state !== "fresh");
  for (const [{ path }, state] of poor) {
    console.error(`${display(path)} is ${state}; run: ${commandFor(request)}`);
  }
  if (poor.length === 0) console.log(`${states.size} generated files are up to date`);
  return poor.length === 0 ? 0 : 1;
}

function commandFor({ spec, overlay, out }: Arguments): string {
  const options = [
    spec === undefined ? "" : ` --spec ${spec}`,
    overlay === undefined ? "" : ` --overlay ${overlay}`,
    out === undefined ? "" : ` --out ${out}`,
  ].join("");
  return `npm run generate${options === "" ? "" : ` --${options}`}`;
}

function count({ document }: Contract): string {
  const schemas = Object.keys(nodeOf(nodeOf(document["components"])["schemas"])).length;
  return `${operationsOf(document).length} operations, ${schemas} schemas`;
}

function nameOf(file: string): NamedFile {
  return { file, name: display(file) };
}

/** Relative where the file lies in the current folder. */
function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
