// An app on React Native: calls besides the journey.
import { createClient, paginate } from "flatpeak";
import { travel } from "../journey.js";
import type { Experience, Journey } from "../journey.js";

declare const process: { readonly argv: readonly string[] };

export interface Trip extends Journey {
  /** URL of a server that never responds. */
  readonly silentUrl: string;
}

export interface AppExperience extends Experience {
  readonly globals: readonly string[];
  readonly timedOut: string | undefined;
  readonly aborted: string | undefined;
  readonly paged: readonly string[];
  readonly iterated: readonly string[];
  readonly throughMiddleware: string | undefined;
  readonly text: string | undefined;
  readonly stream: string | undefined;
  readonly forged: string | undefined;
}

async function run({ silentUrl, ...journey }: Trip): Promise<AppExperience> {
  const globals = ["ReadableStream", "structuredClone", "TextDecoder", "throwIfAborted", "body"].filter(
    (name) => name in globalThis || name in AbortSignal.prototype || name in Response.prototype,
  );
  const experience = await travel(journey);
  const { baseUrl, credentials } = journey;
  const flatpeak = createClient({ baseUrl, ...credentials });

  const silent = createClient({ baseUrl: silentUrl, token: "bearer" });
  const timedOut = await silent.GET("/devices", { timeout: 100 });
  const controller = new AbortController();
  const pending = silent.GET("/devices", { signal: controller.signal, timeout: 0 });
  setTimeout(() => {
    controller.abort();
  }, 10);
  const aborted = await pending;

  const pages = paginate(flatpeak, "/devices", { params: { query: { limit: 10 } } });
  const paged = await pages.toArray({ limit: 100 });
  const iterated: string[] = [];
  for await (const { id } of pages) iterated.push(id);

  const headers: (string | null)[] = [];
  const onRequest = ({ request }: { request: Request }) => void headers.push(request.headers.get("x-app"));
  const listed = await flatpeak.GET("/devices", { headers: { "x-app": "1" }, middleware: [{ onRequest }] });
  const text = await flatpeak.GET("/devices", { parseAs: "text" });
  const stream = await flatpeak.GET("/devices", { parseAs: "stream" });
  const forged = await flatpeak.GET("/devices", { headers: { "x-app": "a\r\nx-forged: b" } });

  return {
    ...experience,
    globals,
    timedOut: timedOut.error?.kind,
    aborted: aborted.error?.kind,
    paged: paged.map(({ id }) => id),
    iterated,
    throughMiddleware: listed.error?.message ?? `${listed.data?.data?.[0]?.id} ${headers.join()}`,
    text: text.error?.message ?? text.data?.slice(0, 1),
    stream: stream.error?.message,
    forged: forged.error?.message,
  };
}

void run(JSON.parse(process.argv[2] ?? "")).then((experience) => {
  console.log(JSON.stringify(experience));
});
