// Compiled, never run: libraries that accept a client of openapi-fetch, or a fetch.
import { useQuery } from "@tanstack/react-query";
import { createClient, isErrorFrom } from "flatpeak";
import type { Client, Device, OperationError, paths } from "flatpeak";
import { asOpenapiFetch, createFetch, errorOf } from "flatpeak/fetch";
import ky from "ky";
import nodeFetch from "node-fetch";
import { createFetch as createOfetch } from "ofetch";
import createOpenapiClient, { wrapAsPathBasedClient } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { createImmutableHook, createQueryHook, createInfiniteHook } from "swr-openapi";
import * as undici from "undici";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

const flatpeak = createClient({ token: "bearer" });
export const client = asOpenapiFetch(flatpeak);
const api = createQueryClient(client);
const device = { params: { path: { id: "dev_1" } } };
const body = { reference_id: "DEV1234567890" };

export function Page(): string | undefined {
  const { data, error } = api.useQuery("get", "/devices/{id}", device);
  const device_: Device | undefined = data;
  if (error?.status === 404) {
    const status: Same<typeof error.status, 404> = true;
    const documented: true = error.documented;
    return error.body.message;
  }
  if (error?.kind === "timeout") return error.phase;
  // @ts-expect-error: an unknown status
  if (error?.status === 4004) return undefined;
  if (isErrorFrom(error, "get-device")) {
    const whole: OperationError<"get-device"> = error;
  }
  const suspended = api.useSuspenseQuery("get", "/devices/{id}", device);
  const suspendedId: Same<typeof suspended.data.id, string> = true;
  const pages = api.useInfiniteQuery(
    "get",
    "/devices",
    { params: { query: { limit: 2 } } },
    {
      pageParamName: "starting_after",
      initialPageParam: null,
      getNextPageParam: (page) => page.data?.at(-1)?.id,
    },
  );
  const ids: (string | undefined)[] | undefined = pages.data?.pages.flatMap((page) =>
    page.data?.map((each) => each.id),
  );
  if (pages.error?.status === 403) return pages.error.body.code;
  const mutation = api.useMutation("post", "/devices");
  mutation.mutate({ body });
  // @ts-expect-error: a misspelled key of a body
  mutation.mutate({ body: { referenceid: "DEV1" } });
  if (mutation.error?.status === 409) return mutation.error.body.code;
  const removal = api.useMutation("delete", "/devices/{id}");
  removal.mutate(device);
  const query = useQuery(api.queryOptions("get", "/devices/{id}", device));
  if (query.error?.status === 404) return query.error.body.message;
  const key: string | undefined = query.data?.id;
  // @ts-expect-error: an unknown path
  api.useQuery("get", "/device/{id}", device);
  // @ts-expect-error: a path parameter that is missing
  api.useQuery("get", "/devices/{id}");
  return device_?.id;
}

const useSwrQuery = createQueryHook(client, "flatpeak");
export function SwrPage(): string | undefined {
  const { data, error } = useSwrQuery("/devices/{id}", device);
  if (error?.status === 404) return error.body.message;
  if (error?.kind === "connection") return error.message;
  // @ts-expect-error: a path parameter that is missing
  useSwrQuery("/devices/{id}", {});
  return data?.id;
}
createImmutableHook(client, "flatpeak");
createInfiniteHook(client, "flatpeak");

export async function byPath(): Promise<string | undefined> {
  const { data, error } = await wrapAsPathBasedClient(client)["/devices/{id}"].GET(device);
  if (error?.status === 404) return error.body.message;
  const removed = await wrapAsPathBasedClient(client)["/devices/{id}"].DELETE(device);
  if (removed.error) return removed.error.message;
  return data?.id;
}

const fetch = createFetch({ token: "bearer" });
export async function withFetch(): Promise<unknown> {
  const bare = createOpenapiClient<paths>({ baseUrl: "https://api.flatpeak.com", fetch });
  const { data, response } = await bare.POST("/devices", { body });
  const error = errorOf(response, "create-device");
  if (error?.status === 409) return error.body.code;
  // @ts-expect-error: an unknown operation
  errorOf(response, "make-device");
  createOfetch({ fetch });
  await ky.create({ fetch }).get("https://api.flatpeak.com/devices");
  return data?.id;
}

createClient({ token: "bearer", fetch: undici.fetch });
createClient({ token: "bearer", fetch: nodeFetch });
createClient({ token: "bearer", fetch: globalThis.fetch });
createClient({ token: "bearer", fetch });
createClient({ token: "bearer", fetch: (url: string, init: RequestInit) => globalThis.fetch(url, init) });
createClient({
  token: "bearer",
  fetch: async (url, init) => globalThis.fetch(url, { ...init, cache: "no-store" }),
});
createClient({
  token: "bearer",
  fetch: (url, init) => undici.fetch(url, { ...init, dispatcher: new undici.Agent() }),
});
createClient({
  token: "bearer",
  fetch: async (request: string | URL | Request) => new Response(String(request)),
});
createFetch({ token: "bearer", fetch: undici.fetch });
// @ts-expect-error: no promise
createClient({ token: "bearer", fetch: () => new Response() });
// @ts-expect-error: no Response
createClient({ token: "bearer", fetch: async () => "text" });
// @ts-expect-error: its argument is not a URL
createClient({ token: "bearer", fetch: async (url: number) => new Response(String(url)) });
const needsMore = async (url: string, _: RequestInit, more: number) => new Response(url + String(more));
// @ts-expect-error: needs a third argument
createClient({ token: "bearer", fetch: needsMore });
// @ts-expect-error: a Request alone, as openapi-fetch's own option
createClient({ token: "bearer", fetch: async (request: Request) => new Response(request.url) });
// @ts-expect-error: a response of axios
createClient({ token: "bearer", fetch: async () => ({ status: 200, headers: {}, data: {} }) });

/** Any generated contract. */
interface ThingPaths {
  "/things/{id}": {
    parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        "2XX": { headers: Record<string, unknown>; content: { "application/json": { name: string } } };
        "4XX": {
          headers: Record<string, unknown>;
          content: { "application/problem+json": { title: string } };
        };
      };
    };
    put?: never;
    delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: { 204: { headers: Record<string, unknown>; content?: never } };
    };
  };
}
export async function things(thingClient: Client<ThingPaths>): Promise<string | undefined> {
  const thing = { params: { path: { id: "1" } } };
  const other = asOpenapiFetch(thingClient);
  const hooks = createQueryClient(other);
  const { data, error } = hooks.useQuery("get", "/things/{id}", thing);
  if (error?.status === 418) return error.body.title;
  const useThing = createQueryHook(other, "things");
  const swr = useThing("/things/{id}", thing);
  if (swr.error?.status === 404) return swr.error.body.title;
  const wrapped = await wrapAsPathBasedClient(other)["/things/{id}"].GET(thing);
  const name: string | undefined = wrapped.data?.name;
  return data?.name;
}
