import ky from "ky";
import type { Prepare } from "../contestant.ts";

export const prepare: Prepare = ({ baseUrl, bearer }) => {
  const api = ky.create({
    prefixUrl: baseUrl,
    headers: { authorization: `Bearer ${bearer}` },
    retry: 2,
    timeout: 30_000,
  });
  return async () => {
    const device = await api
      .post("devices", { json: { reference_id: "DEV1234567890" } })
      .json<{ id: string }>();
    return device.id;
  };
};
