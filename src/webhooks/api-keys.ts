import { webhooks } from "../../generated/webhooks.ts";
import { PUBLIC_FETCH } from "../send/public-fetch.ts";
import type { PublicFetch } from "../send/public-fetch.ts";
import { parseJson } from "../text/json.ts";
import { createKeySet } from "./key-set.ts";
import type { JsonWebKeySet, KeySet } from "./key-set.ts";
import { readBytes } from "./request-body.ts";

/** A key set, or a function that loads one. */
export type KeySource = JsonWebKeySet | (() => JsonWebKeySet | Promise<JsonWebKeySet>);

const MAX_KEYS_BYTES = 64 * 1024;

/** One key set for each client or source of keys, so that all handlers and calls share its cache. */
const keySets = new WeakMap<object, KeySet>();

/** Finds the key set of the source, or else of the client; `undefined` if the client has only `GET`. */
export function findKeySet(client: object, source: KeySource | undefined): KeySet | undefined {
  const cached = keySets.get(source ?? client);
  const keySet = cached ?? openKeySet(client, source);
  if (keySet !== undefined) keySets.set(source ?? client, keySet);
  return keySet;
}

function openKeySet(client: object, source: KeySource | undefined): KeySet | undefined {
  if (source !== undefined)
    return createKeySet(async () => (typeof source === "function" ? source() : source));
  const publicFetch: unknown = Reflect.get(client, PUBLIC_FETCH);
  return isPublicFetch(publicFetch) ? createKeySet((signal) => fetchKeys(publicFetch, signal)) : undefined;
}

function isPublicFetch(value: unknown): value is PublicFetch {
  return typeof value === "function";
}

async function fetchKeys(publicFetch: PublicFetch, signal: AbortSignal): Promise<unknown> {
  const response = await publicFetch(webhooks.keys, signal);
  // A custom `fetch` may follow redirects anyway.
  if (response.status !== 200 || response.redirected) {
    throw new Error(
      `GET ${webhooks.keys}: ${response.redirected ? "redirected" : `status ${response.status}`}`,
    );
  }
  const bytes = await readBytes(response, MAX_KEYS_BYTES, signal);
  if (bytes === undefined) throw new Error(`GET ${webhooks.keys}: longer than ${MAX_KEYS_BYTES} bytes`);
  return parseJson(new TextDecoder().decode(bytes));
}
