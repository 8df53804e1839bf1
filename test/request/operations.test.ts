import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient, unwrap } from "flatpeak";
import type { Client, FlatpeakError } from "flatpeak";
import { examples as generatedExamples } from "../../generated/examples.ts";
import { manifest as generatedManifest } from "../../generated/manifest.ts";
import { isJsonObject } from "../../src/text/json.ts";
import type { Manifest } from "../../src/manifest.ts";
import type { Examples, OperationExamples } from "../../src/testing/examples.ts";
import { startLocalFlatpeak } from "../support/local-flatpeak.ts";
import type { LocalFlatpeak } from "../support/local-flatpeak.ts";

const manifest: Manifest = generatedManifest;
const examples: Examples = generatedExamples;

interface Outcome {
  data?: unknown;
  error?: FlatpeakError | undefined;
  response?: Response | undefined;
}
type UntypedMethod = (path: string, init: object) => Promise<Outcome>;

let local: LocalFlatpeak;
let flatpeak: Client;

beforeAll(async () => {
  local = await startLocalFlatpeak();
  const { accountId, apiKey } = local.fake;
  flatpeak = createClient({ baseUrl: local.baseUrl, accountId, apiKey, retries: 0 });
});
afterAll(() => local.close());

// The table comes from the manifest: a new operation is tested automatically, or fails if it has no example.
const operations = Object.entries(manifest.operations).map(([key, entry]) => {
  const [method = "", path = ""] = key.split(" ");
  return { key, method, path, entry };
});

/** Calls an operation by name, without types. */
function call(
  method: string,
  path: string,
  { path: pathParameters, query, body }: Partial<OperationExamples>,
) {
  const send: unknown = Reflect.get(flatpeak, method);
  if (!isMethod(send)) throw new Error(`The client has no ${method}`);
  return send(path, { params: { path: pathParameters, query }, ...(body !== undefined && { body }) });
}

/** Sets the fake's response of an operation by name, without types. */
function answerBy(operationId: string, answer: { status: number }): () => void {
  const on = local.fake.on as (id: string, answer: object) => () => void;
  return on(operationId, answer);
}

function isMethod(value: unknown): value is UntypedMethod {
  return typeof value === "function";
}

function exampleOf(key: string): OperationExamples {
  const example = examples[key];
  if (example === undefined) throw new Error(`generated/examples.ts has nothing for ${key}`);
  return example;
}

/** Objects for the operations that fetch, update or delete one. */
async function createObjects() {
  const customer = await unwrap(flatpeak.POST("/customers", { body: {} }));
  const location = await unwrap(flatpeak.POST("/locations", { body: { customer_id: customer.id } }));
  const device = await unwrap(flatpeak.POST("/devices", { body: {} }));
  const tariff = await unwrap(
    flatpeak.POST("/tariffs", {
      body: {
        location_id: location.id,
        direction: "IMPORT",
        type: "COMMODITY",
        contract_start_date: "2026-01-01T00:00:00Z",
        contract_end_date: "2027-01-01T00:00:00Z",
      },
    }),
  );
  const example = exampleOf("PUT /meters/interval").body;
  const ids = { cus: customer.id, loc: location.id, dev: device.id, trf: tariff.id };
  const { data: batch } = await call("PUT", "/meters/interval", { body: withIds(example, ids) });
  const { data: events } = await unwrap(flatpeak.GET("/events", {}));
  return { ...ids, bat: idOf(batch), evt: idOf(events?.[0]) };
}

function idOf(value: unknown): string {
  const id = isJsonObject(value) ? value["id"] : undefined;
  if (typeof id !== "string") throw new Error(`No id in ${JSON.stringify(value)}`);
  return id;
}

/** An example with IDs of existing objects, by the prefix of the ID. */
function withIds<Example>(example: Example, ids: Readonly<Record<string, string>>): Example {
  const text = JSON.stringify(example);
  const known = text.replaceAll(/"([a-z]{3})_\w+"/g, (id, prefix: string) =>
    ids[prefix] === undefined ? id : JSON.stringify(ids[prefix]),
  );
  return JSON.parse(known) as Example;
}

async function findRequest(key: string): Promise<OperationExamples> {
  const { responses, ...request } = exampleOf(key);
  return { ...withIds(request, await createObjects()), responses };
}

test("the contract has 37 operations", () => {
  expect(operations).toHaveLength(37);
});

describe.each(operations)("$key", ({ key, method, path, entry }) => {
  test("called with the contract's example, it succeeds without violations", async () => {
    const request = await findRequest(key);
    const before = local.violations.length;
    const { data, error, response } = await call(method, path, request);
    expect(error).toBeUndefined();
    expect(data).toBeTypeOf("object");
    expect(Object.keys(entry.success)).toContain(String(response?.status));
    expect(local.violations.slice(before)).toEqual([]);
    expect(local.fake.requests.at(-1)?.operationId).toBe(entry.operationId);
  });

  const answers = Object.entries(exampleOf(key).responses);
  const statuses = [...Object.keys(entry.success), ...Object.keys(entry.errors)];

  test("has an example of each documented response", () => {
    expect(answers.map(([status]) => status).sort()).toEqual(statuses.sort());
  });

  test.each(answers)("its example of a %s is the typed response", async (status, body) => {
    const before = local.violations.length;
    const end = answerBy(entry.operationId, { status: Number(status) });
    const { data, error } = await call(method, path, exampleOf(key));
    end();
    expect(local.violations.slice(before)).toEqual([]);
    if (Number(status) < 400) {
      expect(error).toBeUndefined();
      expect(data).toEqual(body);
      return;
    }
    expect(data).toBeUndefined();
    expect(error).toMatchObject({
      kind: "api",
      status: Number(status),
      documented: true,
      body,
      operation: { operationId: entry.operationId, method, path },
    });
  });
});

describe("responses of the local Flatpeak narrow like those of the API", () => {
  test("a duplicate reference is a 409", async () => {
    const body = { reference_id: "TAKEN" };
    await unwrap(flatpeak.POST("/devices", { body }));
    const { error } = await flatpeak.POST("/devices", { body });
    expect(error?.status === 409 && error.body.code).toBe("duplicate_reference");
  });

  test("an unknown ID is a 404 without the code access_denied", async () => {
    const { error } = await flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_unknown" } } });
    expect(error?.status).toBe(404);
    expect(error?.kind === "api" && error.rawBody).not.toContain("access_denied");
  });

  test("lists are paginated with cursors", async () => {
    const created: string[] = [];
    for (let count = 0; count < 5; count++) {
      created.unshift((await unwrap(flatpeak.POST("/customers", { body: { reference_id: "WALK" } }))).id);
    }
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; cursor = seen.at(-1)) {
      const query = {
        reference_id: "WALK",
        limit: 2,
        ...(cursor !== undefined && { starting_after: cursor }),
      };
      const page = await unwrap(flatpeak.GET("/customers", { params: { query } }));
      seen.push(...(page.data ?? []).map(({ id }) => id));
      more = page.has_more === true;
    }
    expect(seen).toEqual(created);
  });
});
