import fc from "fast-check";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** A text of 8 to 40 characters; not `fc.string`, which often returns names such as `hasOwnProperty`. */
const textOf = (characters: string) =>
  fc
    .array(fc.constantFrom(...Array.from(characters)), { minLength: 8, maxLength: 40 })
    .map((picked) => picked.join(""));

/**
 * A bearer token of one of these kinds: the form of the RFC, hexadecimal, visible ASCII with escapes, many backslashes,
 * or many texts like `\uabab`.
 */
export const bearers = fc.oneof(
  textOf(`${LETTERS}-._~+/`),
  textOf("0123456789abcdef"),
  textOf(`${LETTERS}!"#$%&'()*+,-./:;=?@[\\]^_\`{|}~`),
  textOf("gjkqvwxyz\\\\\\"),
  textOf("abu\\"),
);
/** A key may contain anything except control characters. */
export const apiKeys = fc.oneof(bearers, textOf(`${LETTERS} éß€😀"\\%`));

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const asUnicode = (text: string) =>
  text.replace(/[^a-z]/gi, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
const asBytes = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

/** Encodings that a text may get in a page. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  JSON: inJson,
  "JSON with \\/": (text) => inJson(text).replaceAll("/", "\\/"),
  "JSON with \\uXXXX": asUnicode,
  "JSON in JSON": (text) => inJson(inJson(text)),
  "JSON with \\uXXXX in JSON": (text) => inJson(asUnicode(text)),
  percent: encodeURIComponent,
  "percent in lower case, all of it": asBytes,
  "percent twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ a: text }).toString().slice(2),
  "JSON in percent": (text) => encodeURIComponent(inJson(text)),
  "percent in JSON": (text) => inJson(encodeURIComponent(text)),
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "base64 in percent": (text) => encodeURIComponent(Buffer.from(text).toString("base64")),
  "base64 in JSON": (text) => Buffer.from(text).toString("base64").replaceAll("/", "\\/"),
};

/** Decoded forms of a text, as an attacker would try them. */
function readingsOf(text: string): string[] {
  const decoders = [
    (layer: string) =>
      layer
        .replace(/\\+u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
        .replaceAll("\\", ""),
    (layer: string) =>
      Buffer.from(
        layer.replace(/(?:%[\da-f]{2})+/gi, (bytes) =>
          Buffer.from(bytes.replaceAll("%", ""), "hex").toString(),
        ),
      ).toString(),
  ];
  let layers = [text];
  const all = new Set(layers);
  for (let depth = 0; depth < 2; depth += 1) {
    layers = layers
      .flatMap((layer) => decoders.map((decode) => decode(layer)))
      .filter((layer) => !all.has(layer));
    for (const layer of layers) all.add(layer);
  }
  for (const layer of [...all]) {
    for (const [run] of layer.matchAll(/[\w+/-]{8,}/g)) {
      for (let offset = 0; offset < 4; offset += 1)
        all.add(Buffer.from(run.slice(offset), "base64").toString());
    }
  }
  return [...all];
}

/**
 * Parts of a secret with more than six characters in a text, in any encoding. JSON may have doubled the backslashes of
 * a secret, so the search runs with and without them. Parts of almost only backslashes do not count.
 */
export function findPieces(text: string, secret: string): string[] {
  const pieces = Array.from({ length: Math.max(1, secret.length - 6) }, (_, at) => secret.slice(at, at + 7))
    .flatMap((piece) => [piece, piece.replaceAll("\\", "")])
    .filter((piece) => piece.replaceAll("\\", "").length > 3);
  return readingsOf(text).flatMap((reading) => pieces.filter((piece) => reading.includes(piece)));
}
