import { decodeBase64, encodeBase64 } from "../text/base64.ts";

/** Cuts secrets out of a text. */
export type Redact = (text: string) => string;

/** What is shorter is no secret, and cutting it out would leave holes in ordinary words. */
const SHORTEST_SECRET = 8;

/**
 * Cuts out of foreign texts what a request was authorized with: an error page may echo the request, and what a `fetch` of
 * the user's throws may quote it. Found as it is, percent-encoded, in base64 and with the escapes of JSON.
 *
 * @param authorization the header as it was sent
 */
export function createRedact(authorization: string | undefined): Redact {
  let pattern: RegExp | undefined;
  return (text) => {
    pattern ??= toPattern(secretsOf(authorization ?? ""));
    return text.replace(pattern, "[redacted]");
  };
}

/** What follows the scheme, whether or not whoever echoes it kept the two together; of basic auth, both of its parts as well. */
function secretsOf(authorization: string): string[] {
  const sent = withoutPadding(authorization.slice(authorization.indexOf(" ") + 1));
  if (!authorization.startsWith("Basic ")) return [sent];
  const pair = decodeBase64(sent);
  const colon = pair.indexOf(":");
  return [sent, pair, pair.slice(0, colon), pair.slice(colon + 1)];
}

function toPattern(secrets: readonly string[]): RegExp {
  const forms = secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf);
  if (forms.length === 0) return NOTHING;
  // The longest first, so that none is cut out of the middle of another.
  forms.sort((one, other) => other.length - one.length);
  // JSON may put a backslash before a sign, JSON in JSON several. Case varies in `%2F` and `%2f`.
  const alternatives = forms.map((form) =>
    form.replace(/\W/g, (sign, at) => (at === 0 ? `\\${sign}` : `\\\\*\\${sign}`)),
  );
  return new RegExp(`(?:${alternatives.join("|")})(?:=|%3D)*`, "gi");
}

/** Matches nowhere. */
const NOTHING = /(?!)/;

function formsOf(secret: string): string[] {
  const inAscii = secret.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [secret, encodeURIComponent(secret), withoutPadding(encodeBase64(secret)), inAscii];
}

/** Padding is written in too many ways. */
function withoutPadding(base64: string): string {
  return base64.replace(/=+$/, "");
}
