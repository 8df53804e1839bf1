import { ofetch } from "ofetch";
import type { Prepare } from "../contestant.ts";

export const prepare: Prepare = ({ baseUrl, bearer }) => {
  const api = ofetch.create({ baseURL: baseUrl, headers: { authorization: `Bearer ${bearer}` }, retry: 2 });
  return async () => {
    const device = await api<{ id: string }>("/devices", {
      method: "POST",
      body: { reference_id: "DEV1234567890" },
    });
    return device.id;
  };
};
