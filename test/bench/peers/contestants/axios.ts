import axios from "axios";
import type { Prepare } from "../contestant.ts";

/** With `fetch`, as in browsers and Workers; it has no retries. By default it uses `node:http` in Node. */
export const prepare: Prepare = ({ baseUrl, bearer }) => {
  const api = axios.create({
    baseURL: baseUrl,
    headers: { authorization: `Bearer ${bearer}` },
    adapter: "fetch",
  });
  return async () => {
    const { data } = await api.post<{ id: string }>("/devices", { reference_id: "DEV1234567890" });
    return data.id;
  };
};
