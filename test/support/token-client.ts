import { createClient } from "flatpeak";
import type { Client, ClientOptions } from "flatpeak";
import { vi } from "vitest";
import { createFakeFlatpeak } from "flatpeak/testing";
import type { FakeFlatpeak, FakeFlatpeakOptions } from "flatpeak/testing";

export const SECOND = 1000;

/** A client that logs in to a fake. */
export function connect(
  fakeOptions: FakeFlatpeakOptions = {},
  options: ClientOptions = {},
): { fake: FakeFlatpeak; flatpeak: Client } {
  const fake = createFakeFlatpeak(fakeOptions);
  const { accountId, apiKey, fetch } = fake;
  return { fake, flatpeak: createClient({ accountId, apiKey, fetch, retries: 0, ...options }) };
}

/** The operations of a fake's requests, in order. */
export const sentOperations = (fake: FakeFlatpeak) => fake.requests.map(({ operationId }) => operationId);

/** A promise that a test settles. */
export function defer<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Runs everything that needs no time to pass. Requires fake timers. */
export const settle = () => vi.advanceTimersByTimeAsync(0);
