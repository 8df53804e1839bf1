import { createClient, unwrap } from "../../src/index.ts";
import { startLocalFlatpeak } from "../../test/support/local-flatpeak.ts";
import { findDeadUrl } from "./dead-url.ts";
import { travel } from "./journey.ts";
import type { Transcript } from "./transcript.ts";

/** Goes on the journey against a local Flatpeak. Gives whether all went as expected. */
export async function goLocal(transcript: Transcript): Promise<boolean> {
  const local = await startLocalFlatpeak();
  try {
    const { accountId, apiKey } = local.fake;
    const account = { accountId, apiKey, baseUrl: local.baseUrl };
    // A local account starts empty, and prices belong to a location.
    const address = { postal_address: { city: "London", country_code: "GB" } };
    await unwrap(createClient(account).POST("/locations", { body: address }));
    await travel({ ...account, deadUrl: await findDeadUrl() }, transcript);
    return transcript.conclude(local.violations);
  } finally {
    await local.close();
  }
}
