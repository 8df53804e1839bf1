import { createClient } from "flatpeak";
import type { Prepare } from "../contestant.ts";

export const prepare: Prepare = ({ baseUrl, accountId, apiKey }) => {
  const flatpeak = createClient({ baseUrl, accountId, apiKey });
  return async () => {
    const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
    if (error) throw error;
    return data.id;
  };
};
