import { constants, createSign, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** A key that signs webhooks, and its public half as a JWK. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** Creates a key like Flatpeak's: RSA of 2048 bits. */
export function makeKey(kid: string, modulusLength = 2048, publicExponent = 65537): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength, publicExponent });
  return { privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, alg: "PS256", use: "sig" } };
}

/** Settings of the signature; Flatpeak's by default. */
export interface SigningOptions {
  readonly hash?: string;
  readonly padding?: number;
  readonly saltLength?: number;
}

/** Signs with node:crypto (OpenSSL). */
export function signBytes(
  bytes: string,
  key: SigningKey,
  { hash = "sha256", padding = constants.RSA_PKCS1_PSS_PADDING, saltLength = 32 }: SigningOptions = {},
): string {
  const pss = padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength } : {};
  return createSign(hash)
    .update(bytes)
    .sign({ key: key.privateKey, padding, ...pss }, "base64url");
}

/** The headers of a webhook that is signed at a time in Unix seconds. */
export function signedHeaders(
  body: string,
  key: SigningKey,
  timestamp: number | string,
): Record<string, string> {
  return headersOf(signBytes(`${timestamp}.${body}`, key), String(key.jwk["kid"]), timestamp);
}

/** The headers of a webhook with a signature. */
export function headersOf(
  signature: string,
  kid: string,
  timestamp: number | string,
): Record<string, string> {
  return {
    "flatpeak-signature": `v1=${signature}`,
    "flatpeak-signature-scheme": "v1",
    "flatpeak-timestamp": String(timestamp),
    "flatpeak-key-id": kid,
    "flatpeak-version": "2025-09-14.anode",
  };
}
