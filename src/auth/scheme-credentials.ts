import { UsageError } from "../errors/classes.ts";
import { refuseUnknown } from "../errors/unknown-names.ts";
import type { SchemeCredential, SchemeCredentials, SecurityScheme } from "../types/security.ts";
import { isRecord } from "../request/parameter.ts";
import { isBrowser, isCredential } from "./credentials.ts";

/** A security scheme with a credential. */
type GivenScheme = Exclude<SecurityScheme, "bearer">;

/**
 * Checks the option `credentials` of a client.
 *
 * @returns the credentials by name of their scheme
 * @throws UsageError for unknown schemes and for values that cannot be sent; its message does not contain them
 */
export function readSchemeCredentials(
  schemes: ReadonlyMap<string, SecurityScheme>,
  given: SchemeCredentials,
  allowBrowser: boolean,
): ReadonlyMap<string, SchemeCredential> {
  if (!isRecord(given)) {
    throw new UsageError(
      "credentials must be an object whose keys are names of security schemes; pass the fetch option as fetchOptions: { credentials: … }",
    );
  }
  const known = [...schemes.keys()].filter((name) => schemes.get(name) !== "bearer");
  refuseUnknown("credentials", given, new Set(known), (name) =>
    schemes.has(name) || known.length === 0 ? "for a bearer token, pass token" : undefined,
  );
  const credentials = new Map<string, SchemeCredential>();
  for (const [name, credential] of Object.entries(given)) {
    const scheme = schemes.get(name);
    if (credential === undefined || scheme === undefined || scheme === "bearer") continue;
    const fault = findFault(scheme, credential, allowBrowser);
    if (fault !== undefined) throw new UsageError(`credentials.${name} ${fault}`);
    credentials.set(name, typeof credential === "object" ? { ...credential } : credential);
  }
  return credentials;
}

/** True for a credential that a page cannot set: the browser sends its own cookies. */
export function isSetByBrowser(scheme: SecurityScheme | undefined): boolean {
  return isBrowser() && typeof scheme === "object" && scheme.in === "cookie";
}

function findFault(
  scheme: GivenScheme,
  credential: SchemeCredential,
  allowBrowser: boolean,
): string | undefined {
  if (isSetByBrowser(scheme)) {
    return "is a cookie, which a page in a browser cannot set; omit it and pass fetchOptions: { credentials: … }";
  }
  if (typeof credential !== "function" && isBrowser() && !allowBrowser) {
    return (
      "cannot be used in a browser, where every user can read it; pass a function that gets a key from your server, " +
      "or set allowBrowser"
    );
  }
  if (scheme === "basic") return isPair(credential) ? undefined : PAIR_FAULT;
  if (typeof credential === "function") return undefined;
  const fault = findKeyFault(scheme, credential);
  return fault && `must be an API key, or a function that returns one; it ${fault}`;
}

const PAIR_FAULT =
  "must be { username, password }, two strings without control characters; a user name has no colon";

function isPair(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { username, password } = value;
  return isCredential(username) && isCredential(password) && !username.includes(":");
}

/** Describes why a value cannot be sent as an API key, for a message after its name. `undefined` if it can be sent. */
export function findKeyFault(scheme: Exclude<GivenScheme, "basic">, value: unknown): string | undefined {
  if (typeof value !== "string") return "is not a string";
  if (value === "") return "is empty";
  if (scheme.in === "query")
    return isCredential(value) ? undefined : "has a control character or a lone surrogate";
  const allowed = scheme.in === "cookie" ? /^[!#-+\--:<-[\]-~]+$/ : /^[!-~](?:[ -~]*[!-~])?$/;
  return allowed.test(value) ? undefined : `has a character that is not allowed in a ${scheme.in}`;
}
