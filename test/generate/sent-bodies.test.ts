import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { renderSchema } from "../../scripts/generate/schema.ts";
import { compile } from "../support/compiler.ts";
import { contractOfOperations } from "../support/generated-client.ts";

const INDEX = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sent-bodies-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const OBJECT = { schema: { type: "object", required: ["a"], properties: { a: { type: "string" } } } };
const BYTES = { type: "string", format: "binary" };
const UPLOAD = {
  schema: {
    type: "object",
    required: ["file"],
    properties: {
      file: { $ref: "#/components/schemas/Blob" },
      more: { type: "array", items: BYTES },
      note: { type: "string" },
    },
  },
};
/** Bytes as of OpenAPI 3.1, and texts with a media type. */
const MEDIA = {
  schema: {
    type: "object",
    required: ["picture", "page"],
    properties: {
      picture: { contentMediaType: "image/png" },
      cover: { type: ["string", "null"], contentMediaType: "image/png" },
      old: { type: "string", format: "binary", nullable: true },
      page: { type: "string", contentMediaType: "text/html" },
      data: { type: "string", contentMediaType: "application/json" },
      encoded: { type: "string", contentMediaType: "image/png", contentEncoding: "base64" },
    },
  },
};
const bodyOf = (content: object) => ({ requestBody: { required: true, content } });

const contract = contractOfOperations(
  {
    "POST /upload": bodyOf({ "multipart/form-data": UPLOAD }),
    "POST /media": bodyOf({ "multipart/form-data": MEDIA }),
    "POST /upload-or-json": bodyOf({ "multipart/form-data": UPLOAD, "application/json": OBJECT }),
    "POST /several": bodyOf({ "application/merge-patch+json": OBJECT, "application/xml": UPLOAD }),
    "PUT /image": bodyOf({ "image/png": { schema: BYTES } }),
    "PUT /page": bodyOf({ "text/html": { schema: MEDIA.schema.properties.page } }),
    "PUT /text": bodyOf({ "text/plain": { schema: { type: "string" } } }),
    "PUT /xml": bodyOf({ "application/xml": OBJECT }),
    "GET /search": bodyOf({ "application/json": OBJECT }),
    "DELETE /all": bodyOf({ "application/json": OBJECT }),
  },
  { components: { schemas: { Blob: BYTES } } },
);

const PROGRAM = `
import type { Client } from ${JSON.stringify(INDEX)};
import type { paths } from "./schema.ts";
declare const client: Client<paths>;
const file = new Blob([]);
void client.POST("/upload", { body: { file, more: [file], note: "n" } });
void client.POST("/upload", { body: new FormData() });
void client.POST("/media", {
  body: { picture: file, cover: file, old: file, page: "p", data: "{}", encoded: "AA==" },
});
void client.POST("/media", { body: { picture: file, cover: null, old: null, page: "p" } });
void client.PUT("/page", { body: "p" });
void client.POST("/upload-or-json", { body: { a: "b" } });
void client.POST("/upload-or-json", { body: new FormData() });
void client.POST("/several", { body: { a: "b" } });
void client.PUT("/image", { body: file });
void client.PUT("/text", { body: "text" });
void client.PUT("/xml", { body: "<a/>" });
void client.GET("/search");
void client.DELETE("/all", { body: { a: "b" } });
`;

/** Bodies that the client would send in another form than the contract's. */
const REFUSED = [
  `client.POST("/upload", { body: { file: "text" } })`,
  `client.POST("/upload", { body: {} })`,
  `client.POST("/media", { body: { picture: "p", page: "p" } })`,
  `client.POST("/media", { body: { picture: file, page: file } })`,
  `client.POST("/media", { body: { picture: file, page: "p", cover: "c" } })`,
  `client.PUT("/page", { body: file })`,
  `client.POST("/upload-or-json", { body: { file } })`,
  `client.POST("/several", { body: { file } })`,
  `client.PUT("/image", { body: {} })`,
  `client.PUT("/text", { body: file })`,
  `client.PUT("/xml", { body: { a: "b" } })`,
  `client.GET("/search", { body: { a: "b" } })`,
  `client.DELETE("/all")`,
];

test("types have exactly the bodies that are sent", () => {
  const [schema, program] = [join(folder, "schema.ts"), join(folder, "program.ts")];
  writeFileSync(schema, renderSchema(contract));
  const refused = REFUSED.map((call) => `// @ts-expect-error -- cannot be sent\nvoid ${call};`);
  writeFileSync(program, [PROGRAM, ...refused].join("\n"));
  expect(compile([schema, program])).toEqual([]);
});
