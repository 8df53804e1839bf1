/** A response with its body. */
export interface Reply {
  readonly status: number;
  /** Parsed JSON, or the text if it is not JSON. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** Calls `"POST /devices"`, with an optional JSON body and the options of `init`. */
export type Call = (target: string, body?: unknown, init?: RequestInit) => Promise<Reply>;

/** Origin and credentials of calls. */
export interface Caller {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly baseUrl: string;
  /** Value of the `Authorization` header; not sent if absent. */
  readonly authorization?: string;
}

/** Makes calls with plain `fetch`, without the SDK. */
export function createCall({ fetch, baseUrl, authorization }: Caller): Call {
  return async (target, body, init) => {
    const [method = "", path = ""] = target.split(" ");
    const response = await fetch(baseUrl + path, {
      method,
      ...init,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...Object.fromEntries(new Headers(init?.headers)),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: readText(text), headers: response.headers };
  };
}

/** The `Authorization` header of a login. */
export function basic(accountId: string, apiKey: string): string {
  return `Basic ${Buffer.from(`${accountId}:${apiKey}`).toString("base64")}`;
}

/** Logs in and makes calls with the bearer token. */
export async function signIn(
  fetch: Caller["fetch"],
  baseUrl: string,
  { accountId, apiKey }: { readonly accountId: string; readonly apiKey: string },
): Promise<Call> {
  const login = await createCall({ fetch, baseUrl, authorization: basic(accountId, apiKey) })("GET /login");
  return createCall({ fetch, baseUrl, authorization: `Bearer ${readField(login.body, "bearer_token")}` });
}

/** Reads a string from a response body; fails the test if it is missing. */
export function readField(body: unknown, field: string): string {
  const value: unknown =
    typeof body === "object" && body !== null ? new Map(Object.entries(body)).get(field) : undefined;
  if (typeof value !== "string") throw new Error(`No text in ${field} of ${JSON.stringify(body)}`);
  return value;
}

function readText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
