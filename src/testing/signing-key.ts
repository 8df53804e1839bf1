/** ID of the key that signs webhooks. */
export const KEY_ID = "wsk_test_000000000000000000000001";

const ALGORITHM = {
  name: "RSA-PSS",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const PS256 = { name: ALGORITHM.name, saltLength: 32 };

let pair: Promise<CryptoKeyPair> | undefined;

/** Creating a key takes a tenth of a second, so all fakes share one, created at its first use. */
function usePair(): Promise<CryptoKeyPair> {
  pair ??= crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  return pair;
}

/** Signs a text with PS256. Returns base64url without padding. */
export async function signPayload(text: string): Promise<string> {
  const { privateKey } = await usePair();
  const bytes = new Uint8Array(await crypto.subtle.sign(PS256, privateKey, new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The public key as a JSON Web Key Set. */
export async function publishKeys(): Promise<{ readonly keys: readonly object[] }> {
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", (await usePair()).publicKey);
  return { keys: [{ kty, n, e, kid: KEY_ID, alg: "PS256", use: "sig" }] };
}
