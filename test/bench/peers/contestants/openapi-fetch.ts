import createClient from "openapi-fetch";
import type { paths } from "../../../../generated/schema.ts";
import type { Prepare } from "../contestant.ts";

export const prepare: Prepare = ({ baseUrl, bearer }) => {
  const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${bearer}` } });
  return async () => {
    const { data, error } = await client.POST("/devices", { body: { reference_id: "DEV1234567890" } });
    if (error !== undefined) throw new Error("no device", { cause: error });
    return data.id;
  };
};
