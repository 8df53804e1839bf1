import { onTestFinished } from "vitest";
import type { OperationBody } from "../../../src/index.ts";
import { createFakeFlatpeak } from "../watched-fake.ts";
import type { FakeContract, FakeFlatpeak, FakeFlatpeakOptions } from "../watched-fake.ts";
import { startLocalFlatpeak } from "../local-flatpeak.ts";
import type { LocalFlatpeak, LocalFlatpeakOptions } from "../local-flatpeak.ts";
import { listen } from "../../../src/testing/node.ts";
import { readField, signIn } from "./caller.ts";
import type { Call, Reply } from "./caller.ts";

/** An origin without a server: the fake only uses paths. */
export const baseUrl = "https://api.example";

/** A fake in memory, and calls to it with a valid bearer token. */
export async function open(
  options?: FakeFlatpeakOptions & Partial<FakeContract>,
): Promise<{ fake: FakeFlatpeak; call: Call }> {
  const fake = createFakeFlatpeak(options);
  return { fake, call: await signIn(fake.fetch, baseUrl, fake) };
}

/** A local Flatpeak that ends with the test, and calls to it with a valid bearer token. */
export async function serve(options?: LocalFlatpeakOptions): Promise<LocalFlatpeak & { call: Call }> {
  const local = await startLocalFlatpeak(options);
  onTestFinished(local.close);
  return { ...local, call: await signIn(fetch, local.baseUrl, local.fake) };
}

/** A fake behind a server without a judge, for responses that violate the contract. Ends with the test. */
export async function serveUnjudged(options?: FakeFlatpeakOptions): Promise<{
  baseUrl: string;
  fake: FakeFlatpeak;
  call: Call;
  close: () => Promise<void>;
}> {
  const fake = createFakeFlatpeak(options);
  const { baseUrl, close } = await listen(fake);
  onTestFinished(close);
  return { baseUrl, fake, call: await signIn(fetch, baseUrl, fake), close };
}

/** Creates one object for each body, in order; returns their IDs. */
export async function create(call: Call, target: string, ...bodies: readonly unknown[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) ids.push(readField((await call(target, body)).body, "id"));
  return ids;
}

/** A tariff of a location with the fields that the contract requires. */
export function tariffOf(location_id: string): OperationBody<"create-tariff"> {
  return {
    location_id,
    direction: "IMPORT",
    type: "COMMODITY",
    contract_start_date: "2026-01-01T00:00:00Z",
    contract_end_date: "2027-01-01T00:00:00Z",
  };
}

/** The IDs on a page of a list, in order. */
export function idsOf({ body }: Reply): string[] {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) {
    throw new Error(`No list: ${JSON.stringify(body)}`);
  }
  return body.data.map((item: unknown) => readField(item, "id"));
}
