import { join, resolve } from "node:path";
import { display } from "../command/display.ts";
import { writeAll } from "../command/output.ts";
import { createProgress } from "../command/progress.ts";
import { ContractError } from "../contract/contract-error.ts";
import { makeContract } from "../contract/contract.ts";
import type { Contract } from "../contract/contract.ts";
import type { Node } from "../contract/document.ts";
import { parseSource, readSource } from "../contract/source.ts";
import type { Source } from "../contract/source.ts";
import type { ImportArguments } from "./arguments.ts";
import type { Incoming } from "./incoming.ts";
import { renderContract } from "./layout.ts";
import { readMaterial } from "./material.ts";
import type { Material } from "./material.ts";
import { orderLike } from "./order.ts";
import { readContractPage } from "./page.ts";
import { mergePages } from "./pages.ts";
import { describeChange } from "./summary.ts";
import { readWhole } from "./whole.ts";

/**
 * Imports a newer contract. Reads the sources, merges them with the present contract, validates the result with the
 * overlay, and only then writes it atomically.
 *
 * @param root folder of the project
 * @returns the exit code
 * @throws ContractError if anything is wrong; the contract is then unchanged
 */
export async function importContract(root: string, request: ImportArguments): Promise<number> {
  const { dryRun, quiet } = request;
  const progress = createProgress({ quiet });
  const say = (text: string): void => {
    if (!quiet) console.log(text);
  };
  const file = request.spec === undefined ? join(root, "spec/flatpeak.yaml") : resolve(request.spec);
  const name = display(file);

  const materials = await progress.step("Reading", () => Promise.all(request.sources.map(readMaterial)));
  const present = await readSource(file, name, "OpenAPI document");
  const incoming = await progress.step("Merging", () =>
    mergeIncoming(present, materials.flat(), request.followRefs),
  );
  const document = orderLike(incoming.document, present.root);
  if (JSON.stringify(document) === JSON.stringify(present.root)) {
    say(`${name} unchanged: it has the same content already`);
    return 0;
  }

  const source = makeSource(document, incoming, file, name);
  const overlay = await readOverlay(root, request);
  await progress.step("Validating", () => validateImported(source, overlay));
  if (!dryRun) {
    const text = await progress.step("Formatting", () => renderContract(document));
    writeAll([{ path: file, text }]);
  }
  say(`${name} ${dryRun ? "would change" : "written"}\n`);
  if (quiet) return 0;
  // `spec:diff` compares the written contract of the project with the last commit.
  const command = dryRun || request.spec !== undefined ? undefined : "npm run spec:diff";
  say(await progress.step("Comparing", () => describeChange(present, source, overlay, command)));
  if (!dryRun) say(`Next: ${nextCommand(request)}`);
  return 0;
}

function nextCommand({ spec, overlay }: ImportArguments): string {
  if (spec === undefined) return "npm run generate";
  const additions = overlay === undefined ? "" : ` --overlay ${overlay}`;
  return `npm run generate -- --spec ${spec}${additions} --out DIR`;
}

/** A whole document replaces the contract; pages are merged into it. */
async function mergeIncoming(
  present: Source,
  materials: readonly Material[],
  followRefs: boolean,
): Promise<Incoming> {
  const [first] = materials;
  const document = materials.find(({ kind }) => kind === "document");
  if (document === undefined || first === undefined)
    return mergePages(present, materials.map(readContractPage));
  if (materials.length === 1) return readWhole(document, followRefs);
  throw new ContractError([
    `${document.name}: a whole document replaces the contract, so it is imported alone; import the pages after it`,
  ]);
}

/** Source for the validator, with the places of the imported files. */
function makeSource(document: Node, { locate }: Incoming, file: string, name: string): Source {
  return { ...parseSource(Buffer.from(JSON.stringify(document)), file, name, "OpenAPI document"), locate };
}

async function readOverlay(root: string, { spec, overlay }: ImportArguments): Promise<Source | undefined> {
  if (spec !== undefined && overlay === undefined) return undefined;
  const file = overlay === undefined ? join(root, "spec/overlay.yaml") : resolve(overlay);
  return readSource(file, display(file), "OpenAPI overlay");
}

async function validateImported(source: Source, overlay: Source | undefined): Promise<Contract> {
  try {
    return await makeContract(source, overlay);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const ofOverlay =
      overlay !== undefined && error.problems.some((problem) => problem.startsWith(`${overlay.name}:`));
    const advice = ofOverlay
      ? `; correct ${overlay.name} for the newer contract first, then import it again`
      : "";
    throw new ContractError(error.problems, `nothing was written${advice}`);
  }
}
