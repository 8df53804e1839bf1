import type { Prepare } from "../contestant.ts";
import { client } from "../generated/hey-api/client.gen.ts";
import { createDevice } from "../generated/hey-api/sdk.gen.ts";

export const prepare: Prepare = ({ baseUrl, bearer }) => {
  client.setConfig({ baseUrl, auth: () => bearer });
  return async () => {
    const { data, error } = await createDevice({ body: { reference_id: "DEV1234567890" } });
    if (data === undefined) throw new Error("no device", { cause: error });
    return data.id;
  };
};
