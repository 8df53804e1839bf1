// The journey that every consumer makes, as TypeScript or as compiled code.
import { ApiError, ConnectionError, createClient, isApiError, unwrap } from "flatpeak";
import type { CredentialOptions, Device } from "flatpeak";

/** Credentials as plain data, which can be passed to a page or another process. */
export interface PlainCredentials extends Pick<CredentialOptions, "accountId" | "apiKey" | "allowBrowser"> {
  readonly token?: string | undefined;
}

/** URL of the API. */
export interface Journey {
  readonly baseUrl: string;
  /** A URL without a server. */
  readonly deadUrl: string;
  readonly credentials: PlainCredentials;
}

/** The results of a journey. */
export interface Experience {
  readonly created: string;
  readonly conflict: string | undefined;
  readonly listed: readonly string[];
  readonly unreachable: string;
  readonly thrown: boolean;
}

export async function travel({ baseUrl, deadUrl, credentials }: Journey): Promise<Experience> {
  const flatpeak = createClient({ baseUrl, ...credentials });
  const body = { reference_id: "DEV1234567890" };

  const created = await flatpeak.POST("/devices", { body });
  if (created.error) throw created.error;
  const device: Device = created.data;

  const again = await flatpeak.POST("/devices", { body });
  if (again.error?.status !== 409) throw new Error(`a 409 was to come, not ${String(again.error)}`);
  const conflict = again.error.body.code;

  const { data, error } = await flatpeak.GET("/devices", { params: { query: { limit: 10 } } });
  if (error) throw error;

  const dead = createClient({ baseUrl: deadUrl, retries: 0, ...credentials });
  const { error: unreachable } = await dead.GET("/devices");
  if (unreachable?.status !== undefined) throw new Error(`expected no response, not ${unreachable.status}`);

  let thrown = false;
  try {
    await unwrap(flatpeak.POST("/devices", { body }));
  } catch (refusal) {
    thrown = refusal instanceof ApiError && isApiError(refusal, 409);
  }

  return {
    created: device.id,
    conflict,
    listed: data.data?.map(({ id }) => id) ?? [],
    unreachable: unreachable instanceof ConnectionError ? unreachable.kind : String(unreachable),
    thrown,
  };
}
