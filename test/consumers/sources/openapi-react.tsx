// Calls through openapi-react-query and swr-openapi, in a simulated DOM.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createClient } from "flatpeak";
import type { Client } from "flatpeak";
import { asOpenapiFetch } from "flatpeak/fetch";
import createQueryClient from "openapi-react-query";
import { act, Suspense, useState } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryHook } from "swr-openapi";

interface Credentials {
  readonly accountId: string;
  readonly apiKey: string;
}

export async function show(baseUrl: string, credentials: Credentials): Promise<Record<string, string>> {
  const flatpeak = createClient({ ...credentials, baseUrl, allowBrowser: true });
  const client = asOpenapiFetch(flatpeak);
  const api = createQueryClient(client);
  const useDevice = createQueryHook(client, "flatpeak");
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const id = await addDevices(flatpeak);
  const good = { params: { path: { id } } };
  const bad = { params: { path: { id: "dev_unknown" } } };

  function Query({ init }: { init: typeof good }): ReactNode {
    const { data, error } = api.useQuery("get", "/devices/{id}", init);
    return error?.status === 404 ? `404 ${error.body.object}` : data?.reference_id;
  }
  function Suspended(): ReactNode {
    return api.useSuspenseQuery("get", "/devices/{id}", good).data.reference_id;
  }
  function Infinite(): ReactNode {
    const { data, hasNextPage, fetchNextPage, isFetching } = api.useInfiniteQuery(
      "get",
      "/devices",
      { params: { query: { limit: 2 } } },
      {
        pageParamName: "starting_after",
        // openapi-react-query turns undefined into 0.
        initialPageParam: null,
        getNextPageParam: (page) => (page.has_more === true ? page.data?.at(-1)?.id : undefined),
      },
    );
    if (hasNextPage && !isFetching) void fetchNextPage();
    return hasNextPage ? "" : data?.pages.map((page) => page.data?.length).join("+");
  }
  function Mutation(): ReactNode {
    const { mutate, data, error, isIdle } = api.useMutation("post", "/devices");
    const [taken] = useState("reference-1");
    if (isIdle) mutate({ body: { reference_id: taken } });
    return error?.status === 409 ? `409 ${error.body.code}` : data?.id;
  }
  function Swr({ init }: { init: typeof good }): ReactNode {
    const { data, error } = useDevice("/devices/{id}", init);
    return error?.status === 404 ? `404 ${error.body.object}` : data?.reference_id;
  }

  const options = api.queryOptions("get", "/devices/{id}", good);
  return {
    useQuery: await render(queries, <Query init={good} />),
    "useQuery, error": await render(queries, <Query init={bad} />),
    useSuspenseQuery: await render(queries, <Suspended />),
    useInfiniteQuery: await render(queries, <Infinite />),
    useMutation: await render(queries, <Mutation />),
    queryOptions: (await queries.fetchQuery(options)).reference_id ?? "",
    swr: await render(queries, <Swr init={good} />),
    "swr, error": await render(queries, <Swr init={bad} />),
  };
}

async function addDevices(flatpeak: Client): Promise<string> {
  const ids: string[] = [];
  for (const reference_id of ["reference-1", "reference-2", "reference-3"]) {
    const { data, error } = await flatpeak.POST("/devices", { body: { reference_id } });
    if (error) throw error;
    ids.push(data.id);
  }
  return ids[0] ?? "";
}

/** The text of a node, once there is any. */
async function render(client: QueryClient, node: ReactNode): Promise<string> {
  const place = document.createElement("main");
  const root = createRoot(place);
  const tree = <Suspense fallback="">{node}</Suspense>;
  await act(async () => {
    root.render(<QueryClientProvider client={client}>{tree}</QueryClientProvider>);
  });
  while (place.textContent === "") await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
  const text = place.textContent ?? "";
  await act(async () => {
    root.unmount();
  });
  return text;
}
