import { isDeepStrictEqual } from "node:util";
import { format } from "prettier";
import { stringify } from "yaml";
import { ContractError } from "../contract/contract-error.ts";
import type { Node } from "../contract/document.ts";
import { parseSource } from "../contract/source.ts";

/**
 * The one text of a contract: a function of its values and of their order alone, so that the difference between two
 * texts is the difference between two contracts.
 *
 * @throws ContractError for what YAML cannot carry, such as a control character
 */
export async function renderContract(document: Node): Promise<string> {
  const text = stringify(document, {
    lineWidth: 100,
    // Readers of YAML 1.1 are common: what they would take for a date or for true is quoted.
    compat: "yaml-1.1",
    aliasDuplicateObjects: false,
  });
  const pretty = await format(text, { parser: "yaml", printWidth: 80, tabWidth: 2, proseWrap: "preserve" });
  const read = parseSource(Buffer.from(pretty), "contract.yaml", "the contract as YAML", "OpenAPI document");
  if (!isDeepStrictEqual(read.root, document)) {
    throw new ContractError(["the contract holds something that YAML cannot carry; nothing was written"]);
  }
  return pretty;
}
