// Compiled, never run: types that every user's compiler must resolve, with any settings.
import { createClient, isErrorFrom, unwrap } from "flatpeak";
import type { Device, OperationError } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import type * as drift from "flatpeak/drift";
import type * as webhooks from "flatpeak/webhooks";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type IsAny<T> = 0 extends 1 & T ? true : false;

/** Does not compile if a type falls back to `any`, as all types do if a package's types are not found. */
export async function create(signal: AbortSignal | undefined): Promise<string | undefined> {
  const flatpeak = createClient({ token: "bearer", headers: undefined, fetch: globalThis.fetch });
  const body = { reference_id: "DEV1234567890" };
  const { data, error, response } = await flatpeak.POST("/devices", { body, signal, headers: undefined });
  const clientIsAny: IsAny<typeof flatpeak> = false;
  const responseIsAny: IsAny<typeof response> = false;
  if (error) {
    const operationsError: OperationError<"create-device"> = error;
    const errorIsAny: IsAny<typeof operationsError> = false;
    if (error.status !== 409) throw error;
    const status: Same<typeof error.status, 409> = true;
    const bodyIsAny: IsAny<typeof error.body> = false;
    const messageIsAny: IsAny<typeof error.body.message> = false;
    // @ts-expect-error: an unknown status
    if (error.status === 4004) return undefined;
    return error.body.code;
  }
  const device: Device = data;
  const id: Same<typeof data.id, string> = true;
  // @ts-expect-error: a misspelled key of a body
  await flatpeak.POST("/devices", { body: { referenceid: "DEV1234567890" } });
  // @ts-expect-error: an unknown path
  await flatpeak.POST("/device", { body });
  // @ts-expect-error: a misspelled option
  createClient({ tokn: "bearer" });
  return device.id;
}

export async function createOrThrow(): Promise<string> {
  const fake = createFakeFlatpeak();
  const fakeIsAny: IsAny<typeof fake> = false;
  const { accountId, apiKey, fetch } = fake;
  try {
    const { data: devices = [] } = await unwrap(createClient({ accountId, apiKey, fetch }).GET("/devices"));
    const id: Same<(typeof devices)[number]["id"], string> = true;
    return devices[0]?.id ?? "";
  } catch (thrown) {
    if (!isErrorFrom(thrown, "list-devices")) throw thrown;
    const operationIsAny: IsAny<typeof thrown.operation> = false;
    return thrown.message;
  }
}

/** Inferred types of a library that uses the package must be nameable in its declarations. */
export const client = createClient({ token: "bearer" });
export const listDevices = () => client.GET("/devices");
export const createDevice = (body: { reference_id: string }) => unwrap(client.POST("/devices", { body }));

export type Drift = typeof drift;
export type Webhooks = typeof webhooks;
