import { afterEach, expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("openapi-fetch");
afterEach(() => {
  page.fake.reset();
});

test("openapi-react-query accepts a client, and its error is narrowed", async () => {
  const { exports: api } = await page.run<{ client: { POST: unknown } }>("api.ts");
  expect(api.client.POST).toBeTypeOf("function");
  const { exports } = await page.run<{ nameOf: (id: string) => Promise<string> }>("query.ts");
  const answer = await page.fake.fetch("https://api.flatpeak.com/devices", {
    method: "POST",
    headers: { authorization: `Bearer ${page.fake.issueToken()}`, "content-type": "application/json" },
    body: JSON.stringify({ reference_id: "kitchen" }),
  });
  const { id } = (await answer.json()) as { id: string };
  expect(await exports.nameOf(id)).toBe("kitchen");
  expect(await exports.nameOf("dev_unknown")).toBe("no such device");
});

test("openapi-fetch logs in, and errorOf returns the error", async () => {
  const { said } = await page.run("bare.ts");
  expect(said).toEqual([["log", "DEV1234567890"]]);
  expect(page.fake.requests.map(({ operationId }) => operationId)).toEqual(["bearer-token", "create-device"]);
});

test("other libraries accept the fetch", async () => {
  expect((await page.run("others.ts")).said).toEqual([["log", 200]]);
});

page.everyBlockRan();
