import { createClient } from "flatpeak";
import type { Prepare } from "../contestant.ts";

/** With a given bearer token instead of a login, like the other contestants. */
export const prepare: Prepare = ({ baseUrl, bearer }) => {
  const flatpeak = createClient({ baseUrl, token: bearer });
  return async () => {
    const { data, error } = await flatpeak.POST("/devices", { body: { reference_id: "DEV1234567890" } });
    if (error) throw error;
    return data.id;
  };
};
