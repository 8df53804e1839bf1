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

/** The operations that a fake was sent, in order. */
export const sentOperations = (fake: FakeFlatpeak) => fake.requests.map(({ operationId }) => operationId);

/** A promise to be settled by hand. */
export function defer<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Runs everything that needs no time to pass. Fake timers must be on. */
export const settle = () => vi.advanceTimersByTimeAsync(0);
