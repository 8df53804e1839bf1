import { webhooks } from "../../generated/webhooks.ts";
import type { KeySet } from "./key-set.ts";

/** Result of checking a signature: `good`, or the reason why it proves nothing. */
export type Verdict =
  | { readonly is: "good" }
  | {
      readonly is:
        | "unsigned"
        | "unknown-scheme"
        | "unknown-key"
        | "keys-unavailable"
        | "bad-signature"
        | "old-signature";
      readonly message: string;
      readonly cause?: unknown;
    };

const { headers: NAMES } = webhooks;
const SCHEME = "v1";
const PREFIX = "v1=";
const PS256 = { name: "RSA-PSS", saltLength: 32 };

/**
 * Checks the signature of a webhook with Flatpeak's scheme `v1`: PS256 over timestamp, dot and raw body.
 *
 * @param tolerance milliseconds that the timestamp may differ from the clock, either way
 */
export async function judgeSignature(
  headers: Headers,
  body: Uint8Array,
  keys: KeySet | undefined,
  tolerance: number,
): Promise<Verdict> {
  const signature = headers.get(NAMES.signature) ?? "";
  if (signature === "none" || signature === "")
    return { is: "unsigned", message: "The webhook is not signed" };
  if (headers.get(NAMES.scheme) !== SCHEME || !signature.startsWith(PREFIX)) {
    return { is: "unknown-scheme", message: "The webhook is signed with an unknown scheme" };
  }
  const kid = headers.get(NAMES.key);
  let key: CryptoKey | undefined;
  try {
    key = kid === null ? undefined : await keys?.find(kid);
  } catch (cause) {
    return { is: "keys-unavailable", message: "The keys of the API could not be loaded", cause };
  }
  if (key === undefined) return { is: "unknown-key", message: "The webhook is signed with an unknown key" };

  const timestamp = headers.get(NAMES.timestamp) ?? "";
  const bytes = decodeBase64Url(signature.slice(PREFIX.length));
  if (bytes === undefined || !(await crypto.subtle.verify(PS256, key, bytes, signedBytes(timestamp, body)))) {
    return { is: "bad-signature", message: "The signature does not match the webhook" };
  }
  // Digits only: a dot in the timestamp would allow moving the start of the body into it.
  const age = /^\d{1,12}$/.test(timestamp) ? Date.now() - Number(timestamp) * 1_000 : Infinity;
  if (Math.abs(age) <= tolerance) return { is: "good" };
  return { is: "old-signature", message: "The signature's timestamp is too far from the current time" };
}

function signedBytes(timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${timestamp}.`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Decodes base64url without padding; `undefined` for any text that is not the canonical encoding of its bytes. */
function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  // Twice the length of a signature by the longest key.
  if (text.length > 1_400 || !/^[\w-]+$/.test(text)) return undefined;
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    return undefined; // not a valid length
  }
  // The last character has bits to spare, which `atob` ignores.
  if (btoa(binary).replace(/=+/, "") !== base64) return undefined;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
