import { isDeepStrictEqual } from "node:util";
import { format } from "prettier";
import { stringify } from "yaml";
import { ContractError } from "../contract/contract-error.ts";
import type { Node } from "../contract/document.ts";
import { parseSource } from "../contract/source.ts";

/**
 * Writes the text of a contract. It depends only on values and their order, so two texts differ only if the contracts
 * differ.
 *
 * @throws ContractError for values that YAML cannot contain, such as a control character
 */
export async function renderContract(document: Node): Promise<string> {
  const text = stringify(document, {
    lineWidth: 100,
    // Many readers use YAML 1.1, so values that they would read as a date or as true are quoted.
    compat: "yaml-1.1",
    aliasDuplicateObjects: false,
  });
  const pretty = await format(text, { parser: "yaml", printWidth: 80, tabWidth: 2, proseWrap: "preserve" });
  const read = parseSource(Buffer.from(pretty), "contract.yaml", "the contract as YAML", "OpenAPI document");
  if (!isDeepStrictEqual(read.root, document)) {
    throw new ContractError(["the contract has a value that YAML cannot contain; nothing was written"]);
  }
  return pretty;
}
