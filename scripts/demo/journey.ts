import { createClient, isApiError } from "../../src/index.ts";
import type { Client, ClientOptions } from "../../src/index.ts";
import type { Transcript } from "./transcript.ts";

/** Where the journey leads. */
export interface Destination {
  readonly accountId: string;
  readonly apiKey: string;
  /** The contract's server if undefined. */
  readonly baseUrl: string | undefined;
  /** An origin that nobody listens on. */
  readonly deadUrl: string;
}

/**
 * Calls the API as a program of one's own would. Each step names the call, makes it, and says what is expected and what
 * to print of the result; a result that yields nothing to print counts as unexpected. Calls never reject, so the device
 * is deleted whatever the other steps come to.
 *
 * @throws UsageError before anything is sent, if the destination cannot be used
 */
export async function travel(destination: Destination, transcript: Transcript): Promise<void> {
  const { deadUrl, ...account } = destination;
  const flatpeak = createClient(account);

  transcript.heading("Log in");
  const login = await transcript.step(
    "GET /login",
    () => flatpeak.GET("/login"),
    "a bearer in test mode",
    ({ data }) => (data?.live_mode === false ? `a bearer for ${data.expires_in} s, test mode` : undefined),
  );
  if (login.data?.live_mode !== false) return;

  await useDevice(flatpeak, transcript);
  await askForPrices(flatpeak, transcript);
  await meetFailures(account, deadUrl, transcript);
}

async function useDevice(flatpeak: Client, transcript: Transcript): Promise<void> {
  transcript.heading("A device, from creation to deletion");
  const reference_id = `demo-${Date.now()}`;

  const created = await transcript.step(
    "POST /devices",
    () => flatpeak.POST("/devices", { body: { reference_id } }),
    "the new device",
    ({ data }) => data && `${data.id}, reference ${data.reference_id}`,
  );
  if (created.error) {
    if (created.error.outcome === "unknown") {
      transcript.note(`It may exist all the same: look for a device with the reference ${reference_id}.`);
    }
    return;
  }
  const { id } = created.data;

  // The status narrows the error: this `body` is the one that the contract gives the 409 of this operation.
  const again = await transcript.step(
    "POST /devices",
    () => flatpeak.POST("/devices", { body: { reference_id } }),
    "409, because the reference is taken",
    ({ error }) =>
      error?.status === 409 ? `${error.body.code ?? "no code"}: ${error.body.message ?? ""}` : undefined,
  );

  await transcript.step(
    "GET /devices/{id}",
    () => flatpeak.GET("/devices/{id}", { params: { path: { id } } }),
    "the device",
    ({ data }) => data && `${data.id}, reference ${data.reference_id}`,
  );

  await transcript.step(
    "PATCH /devices/{id}",
    () =>
      flatpeak.PATCH("/devices/{id}", {
        params: { path: { id } },
        body: { reference_id: `${reference_id}-renamed` },
      }),
    "the device with its new reference",
    ({ data }) =>
      data?.reference_id === `${reference_id}-renamed` ? `reference ${data.reference_id}` : undefined,
  );

  await transcript.step(
    "GET /devices",
    () => flatpeak.GET("/devices", { params: { query: { limit: 10 } } }),
    "a list with the device in it",
    ({ data }) =>
      data?.data?.some((device) => device.id === id) === true
        ? `${data.data.length} on this page, the new one among them`
        : undefined,
  );

  // Two, should the API have taken the reference twice.
  for (const device of [created.data, again.data]) {
    if (device) await deleteDevice(flatpeak, device.id, transcript);
  }

  await transcript.step(
    "GET /devices/{id}",
    () => flatpeak.GET("/devices/{id}", { params: { path: { id } } }),
    "404, because the device is deleted",
    ({ error }) => (error?.status === 404 ? (error.body.message ?? "no message") : undefined),
  );
}

async function deleteDevice(flatpeak: Client, id: string, transcript: Transcript): Promise<void> {
  const deleted = await transcript.step(
    "DELETE /devices/{id}",
    () => flatpeak.DELETE("/devices/{id}", { params: { path: { id } } }),
    "a confirmation",
    ({ data, error }) => (error ? undefined : (data?.message ?? "no content")),
  );
  if (deleted.error) transcript.note(`The device ${id} may still be there: delete it.`);
}

async function askForPrices(flatpeak: Client, transcript: Transcript): Promise<void> {
  transcript.heading("A price and a schedule for the next 24 hours");
  const locations = await transcript.step(
    "GET /locations",
    () => flatpeak.GET("/locations", { params: { query: { limit: 1 } } }),
    "a list",
    ({ data }) => data && (data.data[0] ? `the first is ${data.data[0].id}` : "none"),
  );
  if (locations.error) return;
  const location = locations.data.data[0];
  if (location === undefined) {
    transcript.note("The account has no location, so there is nothing to ask a price or a schedule for.");
    return;
  }
  const params = { path: { id: location.id } };
  const start_time = formatTime(Date.now());
  const end_time = formatTime(Date.now() + 24 * 60 * 60 * 1000);

  await transcript.step(
    "POST /prices/{id}",
    () =>
      flatpeak.POST("/prices/{id}", { params, body: { start_time, end_time, tariff_direction: "IMPORT" } }),
    "prices, or 422 because there are none yet",
    ({ data, error }) => {
      if (error) return error.status === 422 ? `no price: ${error.body.code ?? "no code"}` : undefined;
      const [first] = data.data ?? [];
      return first?.price === undefined
        ? "no periods"
        : `${first.price.value} ${data.currency_code}/kWh from ${first.valid_from}`;
    },
  );

  await transcript.step(
    "POST /schedules/duration/{id}",
    () =>
      flatpeak.POST("/schedules/duration/{id}", {
        params,
        body: { start_time, end_time, segment: "LOW", duration: 60 },
      }),
    "a schedule, or 422 because there are no prices yet",
    ({ data, error }) => {
      if (error) return error.status === 422 ? `no schedule: ${error.body.code ?? "no code"}` : undefined;
      const [first] = data.data;
      return first ? `cheapest from ${first.start_time} to ${first.end_time}` : "no periods";
    },
  );
}

/** RFC 3339 to the second, as in the contract's examples. */
function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, "");
}

async function meetFailures(account: ClientOptions, deadUrl: string, transcript: Transcript): Promise<void> {
  transcript.heading("Failures before the API has seen the call");

  const stranger = createClient({ ...account, apiKey: "sk_test_invalid" });
  await transcript.step(
    "GET /devices, wrong key",
    () => stranger.GET("/devices"),
    "an authentication error, because the login is refused",
    ({ error }) => {
      if (error?.kind !== "authentication") return undefined;
      return isApiError(error.cause)
        ? `the login answered ${error.cause.status} ${error.cause.code ?? ""}`
        : "no valid login";
    },
  );

  const offline = createClient({ token: "unused", baseUrl: deadUrl });
  await transcript.step(
    "GET /devices, dead server",
    () => offline.GET("/devices"),
    "a connection error, because nobody listens",
    ({ error }) => (error?.kind === "connection" ? `no answer; outcome: ${error.outcome}` : undefined),
  );
}
