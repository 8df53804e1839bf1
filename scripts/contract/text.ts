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
    const place = placeAt(good.toString("utf8"));
    throw new ContractError([`${name}:${place}: not UTF-8; save the file as UTF-8 text`]);
  }
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}

/** `line:column` of an index in a text, or of its end. */
export function placeAt(text: string, index = text.length): string {
  const lines = text.slice(0, index).split("\n");
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
