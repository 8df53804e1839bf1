import { isUtf8 } from "node:buffer";
import { ContractError } from "./contract-error.ts";

/**
 * The text of a file, without its byte-order mark and with a line feed at the end of each line: the same whatever an editor
 * or git made of the line ends.
 *
 * @param name what the messages call the file
 * @throws ContractError with the place of the first byte that is not UTF-8: replaced, it would go unnoticed
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
