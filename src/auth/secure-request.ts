import { reasonOf, reduceCause } from "../errors/cause.ts";
import { AuthenticationError, FlatpeakError, UNSENT, UsageError } from "../errors/classes.ts";
import type {
  KeyPlace,
  SchemeCredential,
  Secure,
  SecuredRequest,
  Security,
  SecurityScheme,
} from "../types/security.ts";
import { encodeBasic } from "./login.ts";
import { findKeyFault, isSetByBrowser, readSchemeCredentials } from "./scheme-credentials.ts";

/**
 * Sends API keys, basic auth and alternatives of credentials, which Flatpeak's contract does not use. Only manifests of
 * contracts with such security import it; otherwise it is tree-shaken.
 *
 * @throws UsageError for unknown schemes and for values that cannot be sent
 * @example
 * ```ts
 * import { createClient, secureRequest } from "flatpeak";
 *
 * const manifest = {
 *   apiVersion: "1",
 *   schemes: { key: { in: "header", name: "X-Key" } },
 *   secure: secureRequest,
 *   operations: {
 *     "GET /things": {
 *       operationId: "list-things",
 *       security: [["key"]],
 *       versioned: false,
 *       idempotent: true,
 *       success: { "200": "array" },
 *       errors: {},
 *     },
 *   },
 * } as const;
 * createClient<object>({ manifest, baseUrl: "https://api.example.com", credentials: { key: "their-key" } });
 * ```
 */
export const secureRequest: Secure = (schemes, given, allowBrowser) => {
  // A plain object would also find the names that objects inherit.
  const known = new Map(Object.entries(schemes));
  const credentials = readSchemeCredentials(known, given, allowBrowser);
  const calling = new Set<string>();

  const usesToken = (name: string): boolean => !credentials.has(name) && takesToken(known.get(name));
  /** Picks the first usable alternative. One with credentials takes precedence over one without. */
  const choose = (security: Security, hasToken: boolean): readonly string[] | undefined => {
    const usable = alternativesOf(security).filter((names) =>
      names.every(
        (name) => credentials.has(name) || (hasToken && usesToken(name)) || isSetByBrowser(known.get(name)),
      ),
    );
    return usable.find(({ length }) => length > 0) ?? usable[0];
  };

  const describeNeed = (security: Security): string => {
    const needs = alternativesOf(security).map((names) =>
      [...new Set(names.map((name) => (usesToken(name) ? "token" : `credentials.${name}`)))].join(" and "),
    );
    return [...new Set(needs)].join(", or ");
  };

  return {
    secrets: [...credentials.values()].flatMap((credential) =>
      typeof credential === "function" ? [] : secretsIn(credential),
    ),
    canSend: (security) => choose(security, false) !== undefined,
    async send(call, request, { attempt, bearer, failing }) {
      const { security } = call.entry;
      const names = choose(security, bearer !== undefined);
      if (names === undefined)
        throw new UsageError(`it lacks credentials; pass ${describeNeed(security)} to createClient`);
      let signed: SecuredRequest = request;
      let authorization: string | undefined;
      for (const name of names) {
        const [scheme, credential] = [known.get(name), credentials.get(name)];
        if (typeof credential === "object")
          authorization = encodeBasic(credential.username, credential.password);
        if (typeof scheme !== "object" || credential === undefined || typeof credential === "object")
          continue;
        if (has(signed, scheme)) continue;
        let key = credential;
        if (typeof key === "function") {
          // A call from within the function would need another key first, and so on without end.
          if (calling.has(name)) throw new UsageError(`credentials.${name} called its client`);
          call.deadline.enter("login");
          calling.add(name);
          const called = callKeyFunction(name, scheme, key);
          calling.delete(name);
          key = await failing(call.deadline.race(called), call);
        }
        for (const secret of secretsIn(key)) {
          call.authorizations.push(secret);
          call.credentials.add(secret);
        }
        signed = insert(signed, scheme, key);
      }
      const secured = { ...request, ...signed };
      const buffered = await (bearer !== undefined && names.some(usesToken)
        ? bearer(call, secured)
        : attempt(call, secured, authorization));
      // The platform's `url` contains the API key of the query. Printing the response would reveal it.
      if (secured.url !== request.url)
        Reflect.defineProperty(buffered.response, "url", { value: request.url });
      return buffered;
    },
  };
};

function alternativesOf(security: Security): readonly (readonly string[])[] {
  return typeof security === "string" ? [] : security;
}

/** True for a bearer token, also if the contract declares it as an API key in the `authorization` header. */
function takesToken(scheme: SecurityScheme | undefined): boolean {
  return scheme === "bearer" || (typeof scheme === "object" && isHeader(scheme, "authorization"));
}

function isHeader(place: KeyPlace, name: string): boolean {
  return place.in === "header" && place.name.toLowerCase() === name;
}

/** Lists the forms of a credential to remove from errors. In a header, the first word of a key may be a scheme. */
function secretsIn(credential: string | { readonly username: string; readonly password: string }): string[] {
  if (typeof credential === "object") return [encodeBasic(credential.username, credential.password)];
  return [credential, credential.replace(/^\S+ /, "")].map((secret) => `Key ${secret}`);
}

/** True if the request already has such a header or query parameter, which then takes precedence. */
function has({ url, headers }: SecuredRequest, place: KeyPlace): boolean {
  if (place.in === "header") return Object.hasOwn(headers, place.name.toLowerCase());
  const start = `${encodeURIComponent(place.name)}=`;
  return (
    place.in === "query" &&
    url
      .split(/[?&#]/)
      .slice(1)
      .some((pair) => pair.startsWith(start))
  );
}

function insert({ url, headers }: SecuredRequest, place: KeyPlace, key: string): SecuredRequest {
  switch (place.in) {
    case "header":
      return { url, headers: { ...headers, [place.name.toLowerCase()]: key } };
    case "cookie": {
      const cookie = `${place.name}=${key}`;
      const { cookie: others } = headers;
      return { url, headers: { ...headers, cookie: others === undefined ? cookie : `${others}; ${cookie}` } };
    }
    case "query": {
      // A fragment is not sent: a key after it would be lost.
      const [target = ""] = url.split("#");
      const pair = [place.name, key].map(encodeURIComponent).join("=");
      return { url: `${target}${target.includes("?") ? "&" : "?"}${pair}`, headers };
    }
  }
}

/** @throws AuthenticationError if the function fails, or returns no key that can be sent */
async function callKeyFunction(
  name: string,
  place: KeyPlace,
  getKey: Extract<SchemeCredential, () => unknown>,
): Promise<string> {
  let key: unknown;
  try {
    key = await getKey();
  } catch (thrown) {
    const cause = thrown instanceof FlatpeakError ? thrown : reduceCause(thrown);
    const message = `credentials.${name} failed: ${reasonOf(cause)}`;
    throw new AuthenticationError(message, { ...UNSENT, cause });
  }
  const fault = findKeyFault(place, key);
  if (fault === undefined && typeof key === "string") return key;
  throw new AuthenticationError(`credentials.${name} returned no key: its result ${fault ?? ""}`, UNSENT);
}
