import { decodeBase64, toBinary } from "../text/base64.ts";
import { readLayers } from "../text/escapes.ts";
import type { Layer } from "../text/escapes.ts";
import { digitsOf } from "../text/digits.ts";
import { createSearch } from "../text/search.ts";
import type { Search } from "../text/search.ts";

/**
 * Removes secrets from a text.
 *
 * @param isCut true if the text was truncated: the beginning of a secret at its end is removed, too
 */
export type Redact = (text: string, isCut?: boolean) => string;

/**
 * Credentials that the errors of a client must not contain. Each is a value of `authorization`, or `Key ` followed by an
 * API key.
 */
export interface SentCredentials {
  /** Adds a credential that is sent. Only the latest of these are kept. */
  readonly add: (authorization: string) => void;
  /** Adds a fixed credential. */
  readonly keep: (authorization: string) => void;
  readonly all: () => readonly string[];
}

/** Replacement for a secret. */
export const REDACTED = "[redacted]";
/** Shorter texts do not count as secrets: removing them would damage ordinary words. */
const SHORTEST_SECRET = 8;
/** A truncated text may end with at most this many characters of a secret, or six if it ends in a cut escape. */
const LONGEST_PIECE = 4;
/** The current bearer token and 16 earlier ones. */
const MOST_SENT = 17;

export function createSentCredentials(): SentCredentials {
  const kept: string[] = [];
  let sent: readonly string[] = [];
  return {
    add(authorization) {
      if (authorization === sent[0] || kept.includes(authorization)) return;
      sent = [authorization, ...sent.filter((other) => other !== authorization)].slice(0, MOST_SENT);
    },
    keep(authorization) {
      kept.push(authorization);
    },
    all: () => [...kept, ...sent],
  };
}

/**
 * Returns the secrets in an `authorization`: the text after the scheme, and for basic auth also the user name and the
 * password.
 */
export function secretsOf(authorization: string): string[] {
  const secret = authorization.slice(authorization.indexOf(" ") + 1);
  if (!authorization.startsWith("Basic ")) return [secret];
  const pair = decodeBase64(secret);
  const colon = pair.indexOf(":");
  return [secret, pair, pair.slice(0, colon), pair.slice(colon + 1)];
}

/**
 * Creates a function that removes secrets in these forms: plain, with JSON escapes, percent-encoded, and in base64,
 * even inside a longer base64 text. It takes time linear in the length of text and secrets.
 */
export function createRedact(secrets: readonly string[]): Redact {
  let searches: readonly Search[] | undefined;
  let shortest = 0;
  return (text, isCut = false) => {
    if (text.length <= LONGEST_PIECE) return text;
    if (searches === undefined) {
      // Created when first needed: most calls succeed.
      const forms = [...new Set(secrets)].flatMap(formsOf);
      searches = forms.map(createFormSearch);
      shortest = Math.min(...forms.map((form) => form.text.length));
    }
    // Most texts in a body are shorter than any secret.
    return text.length < shortest && !isCut ? text : cutOut(text, searches, isCut);
  };
}

/** Lists the forms that a secret can have in a layer of a text. */
function formsOf(secret: string): Layer[] {
  if (secret.length < SHORTEST_SECRET) return [];
  // A server may repeat a secret without its padding.
  const core = secret.replace(/=+$/, "");
  const bytes = toBinary(core);
  const forms = [secret, core, bytes, ...[0, 1, 2].map((offset) => inBase64(bytes, offset)), asNumber(core)];
  // A form gets shorter if the secret contains text that looks like an escape.
  return [...new Set(forms)].flatMap(readLayers).filter(({ text }) => text.length >= SHORTEST_SECRET / 2);
}

/**
 * Searches for a form of a secret. At the end of a text, it also finds a beginning of the form, if that contains more
 * than `LONGEST_PIECE` characters of the secret.
 */
function createFormSearch({ text, startOf }: Layer): Search {
  let length = 1;
  // Measured up to the next character of the form, including that character's escape.
  while (length < text.length && startOf(length + 1) - 1 <= LONGEST_PIECE) length += 1;
  return createSearch(text, length);
}

/**
 * Returns the digits of a secret that is a number, after parsing: without leading zeros, and only as many as a number
 * can hold.
 */
function asNumber(secret: string): string {
  const [text] = digitsOf(Number(secret)).texts;
  return text.length < SHORTEST_SECRET ? "" : text;
}

/** Returns the part that all base64 texts share if they contain these bytes at this offset in a group of three. */
function inBase64(bytes: string, offset: number): string {
  const inAll = btoa("\0".repeat(offset) + bytes).slice(0, Math.floor(((offset + bytes.length) * 8) / 6));
  return inAll.slice(Math.ceil((offset * 8) / 6));
}

function cutOut(text: string, searches: readonly Search[], isCut: boolean): string {
  /** Number of secrets that begin minus those that end, by index. Most texts contain none. */
  let changes: Int32Array | undefined;
  for (const { text: layer, startOf } of readLayers(text)) {
    const change = (at: number, by: number): void => {
      changes ??= new Int32Array(text.length + 1);
      const index = startOf(at);
      changes[index] = (changes[index] ?? 0) + by;
    };
    const cover = (start: number, end: number): void => {
      change(start, 1);
      change(end, -1);
    };
    for (const search of searches) {
      const begun = search(layer, cover);
      if (isCut && begun > 0) cover(layer.length - begun, layer.length);
    }
  }
  if (changes === undefined) return text;
  let redacted = "";
  let open = 0;
  let keptFrom = 0;
  changes.forEach((change, index) => {
    if (change === 0) return;
    if (open === 0) redacted += `${text.slice(keptFrom, index)}${REDACTED}`;
    open += change;
    keptFrom = index;
  });
  return redacted + text.slice(keptFrom);
}
