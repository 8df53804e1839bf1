/** A text in UTF-8, with a character for each byte. */
export function toBinary(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/** A text in UTF-8, in base64: `btoa` alone throws on anything beyond Latin-1. */
export function encodeBase64(text: string): string {
  return btoa(toBinary(text));
}

/** Takes {@link encodeBase64} back. */
export function decodeBase64(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
