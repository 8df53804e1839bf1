import { expect, test } from "vitest";
import { createFakeFlatpeak } from "flatpeak/testing";
import { manifest } from "../../generated/manifest.ts";
import { createCall } from "../support/local-flatpeak/caller.ts";
import { baseUrl } from "../support/local-flatpeak/session.ts";

const entry = {
  security: "none",
  versioned: true,
  idempotent: true,
  success: { 200: "object" },
  errors: {},
} as const;

/** The operations of a contract whose request bodies are no plain JSON. */
interface Forms {
  "send-form": { requestBody: { content: { "text/plain": string } }; responses: { 204: object } };
  "patch-form": { requestBody: { content: { "text/plain": string } }; responses: { 204: object } };
}

test("a handler receives a body of another content type as JSON if it is JSON, otherwise as text", async () => {
  const form = { ...entry, success: { 204: "empty" } } as const;
  const fake = createFakeFlatpeak<Forms>({
    manifest: {
      apiVersion: "1",
      operations: {
        "POST /form": { ...form, operationId: "send-form", contentType: "application/x-www-form-urlencoded" },
        "PATCH /form": { ...form, operationId: "patch-form", contentType: "application/merge-patch+json" },
      },
    },
    examples: {},
  });
  const bodies: unknown[] = [];
  const keep = ({ body }: { body: unknown }) => void bodies.push(body);
  fake.on("send-form", keep);
  fake.on("patch-form", keep);
  const call = createCall({ ...fake, baseUrl });
  expect(await call("POST /form", undefined, { body: "size=2" })).toMatchObject({ status: 204 });
  expect(await call("PATCH /form", { size: 2 })).toMatchObject({ status: 204 });
  expect(bodies).toEqual(["size=2", { size: 2 }]);
});

test("responses name no version if the contract has no header for it", async () => {
  const operations = { "GET /pets": { ...entry, operationId: "pets" } };
  const fake = createFakeFlatpeak<object>({
    manifest: { apiVersion: "2", operations },
    examples: { "GET /pets": { responses: { 200: {} } } },
  });
  const { headers } = await createCall({ ...fake, baseUrl })("GET /pets");
  expect([...headers.keys()]).toEqual(["content-type"]);
});

test("without a login, no request counts as one, and a refusal without example says why", async () => {
  const operations = { "GET /vault": { ...entry, operationId: "vault", security: "bearer" } } as const;
  const fake = createFakeFlatpeak<object>({ manifest: { apiVersion: "1", operations }, examples: {} });
  const call = createCall({ ...fake, baseUrl });
  expect(await call("GET /nowhere")).toMatchObject({ status: 404 });
  expect(await call("GET /vault")).toMatchObject({ status: 403, body: { message: "Access denied" } });
  expect(fake.logins).toBe(0);
});

test("a token is not valid because a response looks like that of a login", async () => {
  const { "GET /login": login, "GET /devices": vault } = manifest.operations;
  const fake = createFakeFlatpeak<object>({
    manifest: {
      apiVersion: "1",
      operations: {
        "GET /login": login,
        "GET /devices": vault,
        "GET /mirror": { ...entry, operationId: "mirror" },
      },
    },
    examples: { "GET /mirror": { responses: { 200: { bearer_token: "mine", expires_in: 60 } } } },
  });
  const call = createCall({ ...fake, baseUrl, authorization: "Bearer mine" });
  expect(await call("GET /mirror")).toMatchObject({ status: 200, body: { bearer_token: "mine" } });
  expect(await call("GET /devices")).toMatchObject({ status: 403 });
});

/** Operations whose responses are a list, and empty. */
interface Pets {
  pets: { responses: { 200: { content: { "application/json": string[] } } } };
  shoo: { responses: { 204: { content?: never } } };
}

test("the example of a response that is no object stays as it is", () => {
  const { example } = createFakeFlatpeak<Pets>({
    manifest: {
      apiVersion: "1",
      operations: {
        "GET /pets": { ...entry, operationId: "pets" },
        "DELETE /pets": { ...entry, operationId: "shoo", success: { 204: "empty" } },
      },
    },
    examples: { "GET /pets": { responses: { 200: ["cat"] } } },
  });
  expect(example("pets")).toEqual({ status: 200, body: ["cat"] });
  expect(example("shoo")).toEqual({ status: 204 });
});
