import { FlatpeakService } from "@flat-peak/javascript-sdk";
import type { Prepare } from "../contestant.ts";

/** Flatpeak's earlier SDK. It creates devices with basic auth, and resolves to any response. */
export const prepare: Prepare = ({ baseUrl, accountId }) => {
  const flatpeak = new FlatpeakService({ host: baseUrl, publishableKey: accountId, secretKey: "" });
  const body = { mac: "00-00-5e-00-53-af", customer_id: "cus_1", products: [] };
  return async () => {
    const device = await flatpeak.devices.create(body);
    if (!("id" in device)) throw new Error("no device", { cause: device });
    return device.id;
  };
};
