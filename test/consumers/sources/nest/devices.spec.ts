import "reflect-metadata";
import { readFileSync } from "node:fs";
import { Test } from "@nestjs/testing";
import { createClient } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { DevicesService, FLATPEAK } from "./devices.service";
import { travel } from "./journey";

test("makes the journey", async () => {
  const { journey, experience } = JSON.parse(readFileSync("journey.json", "utf8"));
  expect(await travel(journey)).toEqual(experience);
});

test("gets the client injected, with the fake of the package", async () => {
  const { accountId, apiKey, fetch, requests } = createFakeFlatpeak();
  const flatpeak = createClient({ accountId, apiKey, fetch });
  const module = await Test.createTestingModule({
    providers: [DevicesService, { provide: FLATPEAK, useValue: flatpeak }],
  }).compile();
  const devices = module.get(DevicesService);
  const device = await devices.register("DEV1234567890");
  expect(device?.reference_id).toBe("DEV1234567890");
  expect(await devices.register("DEV1234567890")).toBeUndefined();
  expect(requests.map(({ operationId }) => operationId)).toEqual([
    "bearer-token",
    "create-device",
    "create-device",
  ]);
});
