import type { Prepare } from "../contestant.ts";

/** Thrown for a response of 400 to 599; `body` is its JSON, if any. */
class StatusError extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: number | undefined;

  constructor(status: number, body: unknown, retryAfter: number | undefined) {
    super(`The API returned ${status}`);
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

class DeadlineError extends Error {}

const MAX_ERROR_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;
const RETRIES = 2;

/** `fetch` with the code that a careful team adds: deadline, signal, bearer token, retries, truncated errors. */
export const prepare: Prepare = ({ baseUrl, accountId, apiKey }) => {
  let bearer: { readonly value: string; readonly expiresAt: number } | undefined;
  let login: Promise<string> | undefined;

  const logIn = async (): Promise<string> => {
    try {
      const authorization = `Basic ${btoa(`${accountId}:${apiKey}`)}`;
      const response = await fetch(`${baseUrl}/login`, {
        headers: { authorization },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw await toStatusError(response);
      const token = (await response.json()) as { bearer_token: string; expires_in: number };
      bearer = { value: token.bearer_token, expiresAt: Date.now() + token.expires_in * 800 };
      return bearer.value;
    } finally {
      login = undefined;
    }
  };

  const findBearer = (): string | Promise<string> =>
    bearer !== undefined && Date.now() < bearer.expiresAt ? bearer.value : (login ??= logIn());

  const attempt = async <Data>(path: string, body: string, signal: AbortSignal): Promise<Data> => {
    const found = findBearer();
    const token = typeof found === "string" ? found : await found;
    const response = await fetch(baseUrl + path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
      redirect: "manual",
      signal,
    });
    if (response.ok) return (await response.json()) as Data;
    if (response.status === 401 && bearer?.value === token) bearer = undefined;
    throw await toStatusError(response);
  };

  const post = async <Data>(path: string, value: unknown, signal?: AbortSignal): Promise<Data> => {
    const body = JSON.stringify(value);
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort(signal?.reason);
    };
    const timer = setTimeout(() => {
      controller.abort(new DeadlineError(`No response within ${TIMEOUT_MS} ms`));
    }, TIMEOUT_MS);
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort);
    try {
      for (let failures = 0; ; failures += 1) {
        try {
          return await attempt<Data>(path, body, controller.signal);
        } catch (error) {
          if (failures >= RETRIES || controller.signal.aborted || !isWorthRetrying(error)) throw error;
          const asked = error instanceof StatusError ? error.retryAfter : undefined;
          await sleep(asked ?? Math.random() * 300 * 2 ** failures, controller.signal);
        }
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  };

  return async () => {
    const device = await post<{ id: string }>("/devices", { reference_id: "DEV1234567890" });
    return device.id;
  };
};

/** A POST is retried only if it cannot have been processed. */
function isWorthRetrying(error: unknown): boolean {
  if (error instanceof StatusError) return error.status === 429 || error.status === 401;
  const cause = error instanceof TypeError ? (error.cause as { code?: string } | undefined) : undefined;
  return cause?.code === "ECONNREFUSED" || cause?.code === "ENOTFOUND";
}

async function toStatusError(response: Response): Promise<StatusError> {
  const asked = Number(response.headers.get("retry-after") ?? Number.NaN);
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_ERROR_BYTES) break;
  }
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // A page of a gateway, which is kept as text.
  }
  return new StatusError(response.status, body, Number.isFinite(asked) ? asked * 1000 : undefined);
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort, { once: true });
  });
}
