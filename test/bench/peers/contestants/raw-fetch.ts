import type { Prepare } from "../contestant.ts";

/** The baseline: a call without any safeguards. */
export const prepare: Prepare =
  ({ baseUrl, bearer }) =>
  async () => {
    const response = await fetch(`${baseUrl}/devices`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify({ reference_id: "DEV1234567890" }),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    const device = (await response.json()) as { id: string };
    return device.id;
  };
