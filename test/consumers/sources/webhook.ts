// Verifies a signed webhook, and the same webhook altered at each byte of its body, signature and time.
import { createClient } from "flatpeak";
import { createWebhookHandler } from "flatpeak/webhooks";
import type { JsonWebKeySet } from "flatpeak/webhooks";

/** A signed webhook, and the keys that verify it. */
export interface SignedWebhook {
  readonly keys: JsonWebKeySet;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The statuses that a handler responded with. */
export interface Verdicts {
  readonly good: number;
  readonly body: readonly number[];
  readonly signature: readonly number[];
  readonly timestamp: readonly number[];
}

/** No API confirms events here: an altered webhook must be refused by its signature. */
const fetch = (): Promise<Response> => Promise.reject(new Error("not called"));

export async function judge({ keys, headers, body }: SignedWebhook): Promise<Verdicts> {
  const handler = createWebhookHandler({
    client: createClient({ token: "bearer", fetch }),
    keys,
    onEvent: () => undefined,
    onError: () => undefined,
  });
  const send = async (given: Record<string, string>, content: Uint8Array): Promise<number> => {
    // A copy, whose buffer compilers of all versions accept as a body.
    const init = { method: "POST", headers: given, body: new Blob([content.slice().buffer]) };
    return (await handler(new Request("https://example.com/webhooks", init))).status;
  };
  const bytes = new TextEncoder().encode(body);
  const statuses = {
    good: await send(headers, bytes),
    body: new Set<number>(),
    signature: new Set<number>(),
    timestamp: new Set<number>(),
  };
  for (let at = 0; at < bytes.length; at++) {
    const altered = bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
    statuses.body.add(await send(headers, altered));
  }
  const timestamp = headers["flatpeak-timestamp"] ?? "";
  for (let at = 0; at < timestamp.length; at++) {
    const altered = timestamp.slice(0, at) + (timestamp[at] === "1" ? "2" : "1") + timestamp.slice(at + 1);
    statuses.timestamp.add(await send({ ...headers, "flatpeak-timestamp": altered }, bytes));
  }
  const signature = headers["flatpeak-signature"] ?? "";
  for (let at = "v1=".length; at < signature.length; at++) {
    const other = signature[at] === "A" ? "B" : "A";
    const altered = signature.slice(0, at) + other + signature.slice(at + 1);
    statuses.signature.add(await send({ ...headers, "flatpeak-signature": altered }, bytes));
  }
  return {
    good: statuses.good,
    body: [...statuses.body],
    signature: [...statuses.signature],
    timestamp: [...statuses.timestamp],
  };
}
