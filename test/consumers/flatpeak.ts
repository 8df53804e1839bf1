import { createFakeFlatpeak } from "../../src/testing/index.ts";
import { listen } from "../../src/testing/node.ts";
import { findFreePort } from "../support/free-port.ts";
import type { Journey } from "./sources/journey.ts";

/** A local Flatpeak, and the input of a journey with it. */
export interface Flatpeak {
  /** For a server, with the credentials of the account. */
  readonly journey: Journey;
  /** For a browser: with a bearer token from its back end, and without a key. */
  readonly browserJourney: Journey;
  readonly requests: readonly { readonly operationId: string | undefined }[];
  readonly close: () => Promise<void>;
}

/** Starts a Flatpeak that pages of any origin can call. */
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
