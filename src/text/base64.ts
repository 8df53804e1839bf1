// Without TextEncoder and TextDecoder, which React Native and jsdom may lack.

/** A text in UTF-8, with a character for each byte. */
export function toBinary(text: string): string {
  const encodable = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  return encodeURIComponent(encodable).replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

/** A text in UTF-8, in base64: `btoa` alone throws on anything beyond Latin-1. */
export function encodeBase64(text: string): string {
  return btoa(toBinary(text));
}

/** Takes {@link encodeBase64} back. Throws for what it cannot have made. */
export function decodeBase64(base64: string): string {
  return decodeURIComponent(atob(base64).replace(/[^]/g, toPercent));
}

function toPercent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
