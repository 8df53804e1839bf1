import { isUtf8 } from "node:buffer";
import { ContractError } from "./contract-error.ts";

/**
 * Reads the text of a file, without byte-order mark and with line feeds as line ends: editors and git may change both.
 *
 * @param name name of the file in messages
 * @throws ContractError with the place of the first byte that is not UTF-8, which the decoder would replace silently
 */
export function decodeText(bytes: Buffer, name: string): string {
  const text = bytes.toString("utf8");
  if (!isUtf8(bytes)) {
    const replaced = Buffer.from(text);
    const good = bytes.subarray(
      0,
      bytes.findIndex((byte, index) => byte !== replaced[index]),
    );
    const lines = good.toString("utf8").split("\n");
    const column = (lines.at(-1)?.length ?? 0) + 1;
    throw new ContractError([`${name}:${lines.length}:${column}: not UTF-8; save the file as UTF-8 text`]);
  }
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}
