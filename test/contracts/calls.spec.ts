import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../src/client.ts";
import type { FlatpeakError } from "../../src/errors/classes.ts";
import type { Manifest, OperationEntry } from "../../src/manifest.ts";
import type { Examples } from "../../src/testing/examples.ts";
import { CONTRACTS } from "./contracts.ts";
import { generate, readDocument, readExamples, readManifest } from "./generation.ts";
import { startMock, TOKEN } from "./mock.ts";
import type { Mock } from "./mock.ts";

const CALLED = CONTRACTS.filter(({ name }) => ["vercel.com", "ix-api.net", "sakari.io"].includes(name));

/** Operations that the mock does not support. */
const BEYOND_THE_MOCK = new Set([
  // It needs an operationId.
  "GET /v1/integrations/search-repo",
  // It generates endless responses for a schema that contains itself.
  "GET /v6/deployments/{id}/files",
  // It reads no multipart body.
  "POST /v1/tools/sharefile",
  // Its validator refuses the schema of a parameter.
  "GET /product-offerings",
]);

interface Outcome {
  readonly data?: unknown;
  readonly error?: FlatpeakError;
  readonly response?: Response;
}

describe.each(CALLED)("$name", (contract) => {
  let manifest: Manifest;
  let operations: [string, OperationEntry][];
  let examples: Examples;
  let mock: Mock;

  beforeAll(async () => {
    const { folder } = await generate(contract);
    manifest = await readManifest(folder);
    examples = await readExamples(folder);
    mock = await startMock(await readDocument(contract));
    operations = Object.entries(manifest.operations).filter(([key]) => !BEYOND_THE_MOCK.has(key));
  });
  afterAll(() => mock.close());

  /** Calls an operation by its key, with the contract's examples. */
  function call(key: string, headers: Record<string, string> = {}): Promise<Outcome> {
    const [method = "", path = ""] = key.split(" ");
    const client = createClient<object>({ manifest, token: TOKEN, baseUrl: mock.baseUrl });
    const { path: parameters, query, body: example } = examples[key] ?? { path: {}, query: {} };
    // JSON cannot contain bytes.
    const isBytes = manifest.operations[key]?.contentType === "application/octet-stream";
    const body = isBytes ? new Blob(["bytes"]) : example;
    const send = Reflect.get(client, method) as (path: string, init: object) => Promise<Outcome>;
    return send(path, { params: { path: parameters, query }, body, headers });
  }

  test("every operation reaches its handler with a valid request", async () => {
    for (const [key] of operations) {
      await call(key);
      const last = mock.requests.at(-1);
      expect.soft(last?.key).toBe(key);
      // Generated bodies may violate prose or discriminators; all other violations are faults of the client.
      expect
        .soft(
          last?.faults.filter((fault) => !fault.startsWith("/requestBody")),
          key,
        )
        .toEqual([]);
    }
  });

  test("a documented success is data", async () => {
    for (const [key, { success }] of operations) {
      const status = Object.keys(success)[0];
      if (status === undefined || success[status] === "any") continue;
      const { data, error } = await call(key, { "x-status": status });
      expect.soft(error?.message, key).toBeUndefined();
      expect.soft(data === undefined, key).toBe(success[status] === "empty");
    }
  });

  test("a documented error is an ApiError of that status", async () => {
    for (const [key, { errors }] of operations) {
      for (const status of Object.keys(errors).filter((candidate) => /^\d+$/.test(candidate))) {
        const { error } = await call(key, { "x-status": status });
        expect.soft(error, key).toMatchObject({ kind: "api", status: Number(status), documented: true });
      }
    }
  });
});
