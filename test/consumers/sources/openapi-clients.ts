// Calls through libraries that accept a fetch or a client of openapi-fetch.
import { ConnectionError, createClient } from "flatpeak";
import type { paths } from "flatpeak";
import { asOpenapiFetch, createFetch, errorOf } from "flatpeak/fetch";
import ky, { HTTPError } from "ky";
import nodeFetch from "node-fetch";
import { createFetch as createOfetch, FetchError } from "ofetch";
import createOpenapiClient, { wrapAsPathBasedClient } from "openapi-fetch";
import * as undici from "undici";

interface Credentials {
  readonly accountId: string;
  readonly apiKey: string;
}

export async function call(
  baseUrl: string,
  deadUrl: string,
  credentials: Credentials,
): Promise<Record<string, unknown>> {
  const options = { ...credentials, baseUrl };
  const fetch = createFetch(options);
  const body = { reference_id: "reference-of-fetch" };

  const openapi = createOpenapiClient<paths>({ baseUrl, fetch });
  const made = await openapi.POST("/devices", { body });
  const taken = await openapi.POST("/devices", { body });
  const conflict = errorOf(taken.response, "create-device");
  const id = made.data?.id ?? "";
  const device = { params: { path: { id } } };
  const unknown = { params: { path: { id: "dev_unknown" } } };

  const byPath = wrapAsPathBasedClient(asOpenapiFetch(createClient(options)))["/devices/{id}"];
  const missing = await byPath.GET(unknown);

  const api = ky.create({ prefixUrl: baseUrl, fetch, retry: 0 });
  const kyFailure: unknown = await api.get("devices/dev_unknown").catch((thrown: unknown) => thrown);
  const ofetch = createOfetch({ fetch, defaults: { baseURL: baseUrl, retry: 0 } });
  const ofetchFailure: unknown = await ofetch("/devices/dev_unknown").catch((thrown: unknown) => thrown);

  const dead = createFetch({ ...credentials, baseUrl: deadUrl, retries: 0 });
  const failure: unknown = await dead(`${deadUrl}/devices`).catch((thrown: unknown) => thrown);

  const overUndici = await createClient({ ...options, fetch: undici.fetch }).GET("/devices/{id}", device);
  const overNodeFetch = await createClient({ ...options, fetch: nodeFetch }).GET("/devices/{id}", device);
  const nodeFetchError = await createClient({ ...options, fetch: nodeFetch }).GET("/devices/{id}", unknown);

  return {
    openapi: made.data?.reference_id,
    "openapi, error": [conflict?.status, conflict?.status === 409 && conflict.body.code],
    "openapi, no error": errorOf(made.response, "create-device") === undefined,
    byPath: (await byPath.GET(device)).data?.reference_id,
    "byPath, error": missing.error?.status === 404 && missing.error.body.object,
    ky: (await api.get(`devices/${id}`).json<{ reference_id: string }>()).reference_id,
    "ky, error": kyFailure instanceof HTTPError && kyFailure.response.status,
    ofetch: (await ofetch<{ reference_id: string }>(`/devices/${id}`)).reference_id,
    "ofetch, error": ofetchFailure instanceof FetchError && ofetchFailure.statusCode,
    "no connection": failure instanceof ConnectionError && failure.outcome,
    undici: overUndici.data?.reference_id,
    "node-fetch": overNodeFetch.data?.reference_id,
    "node-fetch, error": nodeFetchError.error?.status,
  };
}
