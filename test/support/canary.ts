import { inspect } from "node:util";

/** Credentials with characters that are special in URLs, JSON, base64 and patterns. Each contains its own mark. */
export const ACCOUNT_ID = "acc_CANARYaccount/ü+1";
export const API_KEY = "sk_test_CANARYkey/é$&+='?";
export const BEARER = "bearer_CANARYtoken/1+x.y~z==";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const PAIR = `${ACCOUNT_ID}:${API_KEY}`;
const SECRETS = [ACCOUNT_ID, API_KEY, PAIR, BEARER];

/** Everything that the receiver of a request can repeat: plain, percent-encoded, in base64 and in forms of JSON. */
export function echoesOf(authorization: string | undefined): readonly string[] {
  if (authorization === undefined) return [];
  const basic = authorization.startsWith("Basic ");
  const secrets = basic ? [ACCOUNT_ID, API_KEY, PAIR] : [BEARER];
  return [authorization, authorization.replace(/^\w+ /, ""), ...secrets].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).toLowerCase(),
    base64(secret.replace(/^\w+ /, "")),
    JSON.stringify(secret),
    JSON.stringify(secret).replaceAll("/", "\\/"),
    JSON.stringify(secret).replace(
      /[^\0-\x7f]/g,
      (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
    ),
  ]);
}

/** Texts that must not be found: the marks, and their forms in base64. */
const MARKS = /CANARY/i;
const HIDDEN = [...SECRETS, base64(PAIR)].map((secret) => base64(secret).replace(/=+$/, ""));

/** Places in the texts of a value where a secret can be read. */
export function findLeaks(value: unknown): string[] {
  return Object.entries(textsOf(value)).flatMap(([how, text]) => {
    const found = MARKS.exec(text)?.index ?? HIDDEN.map((form) => text.indexOf(form)).find((at) => at >= 0);
    return found === undefined ? [] : [`${how}: ${text.slice(Math.max(0, found - 80), found + 80)}`];
  });
}

/** All text forms of a value and its causes. */
export function textsOf(value: unknown, depth = 0): Record<string, string> {
  const texts: Record<string, string> = {
    inspect: inspect(value, {
      depth: Infinity,
      showHidden: true,
      getters: true,
      maxArrayLength: null,
      maxStringLength: null,
    }),
    String: attempt(() => String(value)),
    JSON: attempt(() => JSON.stringify([value])),
    clone: attempt(() => inspect(structuredClone(value), { depth: Infinity, showHidden: true })),
  };
  if (!(value instanceof Error)) return texts;
  for (const key of Reflect.ownKeys(value)) {
    const member: unknown = Reflect.get(value, key);
    texts[`.${String(key)}`] = typeof member === "string" ? member : attempt(() => JSON.stringify([member]));
  }
  if (depth > 5) return texts;
  const inner = Object.entries(textsOf(value.cause, depth + 1));
  return { ...texts, ...Object.fromEntries(inner.map(([how, text]) => [`cause ${how}`, text])) };
}

/** A conversion to text that fails leaks nothing. */
function attempt(make: () => string): string {
  try {
    return make();
  } catch {
    return "";
  }
}
