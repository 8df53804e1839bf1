import type { Target } from "./contestant.ts";

/** Credentials of the contestants. */
export const CREDENTIALS: Omit<Target, "baseUrl"> = {
  accountId: "acc_606c124e99c1401ca7fc3a5ca5ff9501",
  apiKey: "sk_test_0123456789abcdef",
  bearer: "0123456789abcdef".repeat(4),
};

export const LOGIN = JSON.stringify({
  object: "token",
  bearer_token: CREDENTIALS.bearer,
  expires_in: 3600,
  live_mode: false,
});

export const DEVICE = JSON.stringify({
  id: "dev_6563a6757360a6d6a628e839",
  object: "device",
  live_mode: false,
  reference_id: "DEV1234567890",
  time_created: "2026-01-02T03:04:05.000Z",
});
