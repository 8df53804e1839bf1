import { fileURLToPath } from "node:url";
import { readContract } from "../../scripts/contract/contract.ts";
import type { Node } from "../../scripts/contract/document.ts";

const fileOf = (name: string) => ({
  file: fileURLToPath(new URL(`../../spec/${name}`, import.meta.url)),
  name,
});

let published: Promise<Node> | undefined;
let overlaid: Promise<Node> | undefined;

/** The project's contract without its overlay. Validating it takes a second, so all tests share it. */
export function readOwnContract(): Promise<Node> {
  published ??= readDocument();
  return published;
}

/** The project's contract with its overlay, as generation reads it. */
export function readOverlaidContract(): Promise<Node> {
  overlaid ??= readDocument("overlay.yaml");
  return overlaid;
}

async function readDocument(overlay?: string): Promise<Node> {
  const { document } = await readContract(
    fileOf("flatpeak.yaml"),
    overlay === undefined ? undefined : fileOf(overlay),
  );
  return document;
}
