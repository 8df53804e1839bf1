import fc from "fast-check";

/** Any character of Unicode. fast-check's `binary` unit takes a second to list them all. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));
