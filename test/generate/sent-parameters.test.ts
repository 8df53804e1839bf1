import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { renderSchema } from "../../scripts/generate/schema.ts";
import { compile } from "../support/compiler.ts";
import { contractOfOperations } from "../support/generated-client.ts";

// Compiling takes long on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const INDEX = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sent-parameters-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const TEXT = { type: "string" };
const LIST = { type: "array", items: TEXT };
const FILTER = { type: "object", required: ["a"], properties: { a: { type: "integer" } } };
const ignored = ["Authorization", "content-type", "ACCEPT"].map((name) => ({
  name,
  in: "header",
  required: true,
  schema: TEXT,
}));

const contract = contractOfOperations(
  {
    "GET /ignored": { parameters: [{ $ref: "#/components/parameters/Accept" }, ...ignored] },
    "GET /json": {
      parameters: [
        { name: "filter", in: "query", required: true, content: { "application/json": { schema: FILTER } } },
      ],
    },
    "GET /files/{ids}": { parameters: [{ name: "ids", in: "path", required: true, schema: LIST }] },
    "GET /tags": { parameters: [{ name: "X-Tags", in: "header", schema: LIST }] },
    "TRACE /body": { requestBody: { required: true, content: { "text/plain": { schema: TEXT } } } },
  },
  { components: { parameters: { Accept: { name: "Accept", in: "header", required: true, schema: TEXT } } } },
);

const PROGRAM = `
import type { Client } from ${JSON.stringify(INDEX)};
import type { paths } from "./schema.ts";
declare const client: Client<paths>;
void client.GET("/ignored");
void client.GET("/json", { params: { query: { filter: { a: 1 } } } });
void client.GET("/files/{ids}", { params: { path: { ids: ["a", "b"] } } });
void client.GET("/tags", { params: { header: { "X-Tags": ["a"] } } });
void client.TRACE("/body");
`;

const REFUSED = [
  `client.GET("/json", { params: { query: { filter: "{}" } } })`,
  `client.GET("/json")`,
  `client.GET("/ignored", { params: { header: { Authorization: "Bearer x" } } })`,
  `client.TRACE("/body", { body: "text" })`,
];

test("types have exactly the parameters that are sent", () => {
  writeFileSync(join(folder, "schema.ts"), renderSchema(contract));
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  expect(compile([join(folder, "program.ts")])).toEqual([]);
  const refusals = REFUSED.map((call) => `// @ts-expect-error\nvoid ${call};\n`).join("");
  writeFileSync(join(folder, "refused.ts"), PROGRAM + refusals);
  expect(compile([join(folder, "refused.ts")])).toEqual([]);
});
