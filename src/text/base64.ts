// Without TextEncoder and TextDecoder, which React Native and jsdom may lack.

/** Encodes a text in UTF-8, with one character for each byte. */
export function toBinary(text: string): string {
  const encodable = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  return encodeURIComponent(encodable).replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

/** Encodes the UTF-8 bytes of a text in base64: `btoa` alone throws for characters beyond Latin-1. */
export function encodeBase64(text: string): string {
  return btoa(toBinary(text));
}

/** Reverses {@link encodeBase64}. Throws for any other text. */
export function decodeBase64(base64: string): string {
  return decodeURIComponent(atob(base64).replace(/[^]/g, toPercent));
}

function toPercent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
