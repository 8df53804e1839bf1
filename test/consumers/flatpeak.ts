import { createFakeFlatpeak } from "../../src/testing/index.ts";
import { listen } from "../../src/testing/node.ts";
import { findFreePort } from "../support/free-port.ts";
import type { Journey } from "./sources/journey.ts";

/** A Flatpeak on this machine, and what it takes to travel there. */
export interface Flatpeak {
  /** For a journey of a server, with the credentials of the account. */
  readonly journey: Journey;
  /** For a journey of a browser: with a bearer that its back end got, and no key. */
  readonly browserJourney: Journey;
  readonly requests: readonly { readonly operationId: string | undefined }[];
  readonly close: () => Promise<void>;
}

/** Starts a Flatpeak that pages of any origin may ask. */
export async function startFlatpeak(): Promise<Flatpeak> {
  const fake = createFakeFlatpeak();
  const { accountId, apiKey } = fake;
  const server = await listen(fake, { cors: true });
  const authorization = `Basic ${btoa(`${accountId}:${apiKey}`)}`;
  const login = await fake.fetch("http://flatpeak.test/login", { headers: { authorization } });
  const { bearer_token: token } = (await login.json()) as { bearer_token: string };
  const places = { baseUrl: server.baseUrl, deadUrl: `http://127.0.0.1:${await findFreePort()}` };
  return {
    journey: { ...places, credentials: { accountId, apiKey } },
    browserJourney: { ...places, credentials: { token } },
    requests: fake.requests,
    close: server.close,
  };
}
