import { expect, test } from "vitest";
import { examples as generated } from "../../generated/examples.ts";
import { manifest } from "../../generated/manifest.ts";
import { requests } from "../../generated/request-validators.js";
import type { Validator } from "../../generated/validators.js";
import { renderRequestValidators } from "../../scripts/generate/request-validators.ts";
import type { Examples } from "flatpeak/testing";

const examples: Examples = generated;
const operations = Object.entries(manifest.operations);

/** Errors of a validator, in brief. */
function judge(validate: Validator | null | undefined, value: unknown): string[] {
  if (validate === null || validate === undefined) return ["no validator"];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${Object.values(params).join(" ")}`,
  );
}

test("the contract's examples of every operation conform", () => {
  expect(operations).toHaveLength(37);
  for (const [key, { operationId }] of operations) {
    const { path = {}, query = {}, body } = examples[key] ?? {};
    const validators = requests[operationId];
    expect([key, judge(validators?.path.validate, path)]).toEqual([key, []]);
    expect([key, judge(validators?.query.validate, query)]).toEqual([key, []]);
    if (body !== undefined) expect([key, judge(validators?.body, body)]).toEqual([key, []]);
    else expect([key, validators?.body]).toEqual([key, null]);
  }
});

test.each<[string, keyof (typeof requests)[string], unknown, string[]]>([
  ["list-devices", "query", { limit: 101 }, ["/limit maximum <= 100"]],
  ["list-devices", "query", { limit: "10" }, ["/limit type integer"]],
  ["list-devices", "query", { limt: 10 }, [" additionalProperties limt"]],
  ["get-device", "path", {}, [" required id"]],
  ["get-cost-by-interval", "query", { aggregation: "YEAR" }, ["/aggregation enum DAY,MONTH"]],
  ["list-devices", "header", { "flatpeak-version": 1, accept: "*/*" }, ["/flatpeak-version type string"]],
  ["create-device", "body", { reference_id: 1 }, ["/reference_id type string"]],
  ["create-device", "body", { refernce_id: "DEV1" }, [" additionalProperties refernce_id"]],
  ["create-device", "body", [], [" type object"]],
  ["schedule-by-limit", "body", {}, [" required start_time", " required end_time", " required segment"]],
])("%s: a wrong %s is found: %j", (operationId, place, value, expected) => {
  const found = requests[operationId]?.[place];
  if (typeof found === "boolean") throw new Error("not a validator");
  expect(
    judge(found !== null && found !== undefined && "validate" in found ? found.validate : found, value),
  ).toEqual(expected);
});

test("an invalid time is found, and all forms of RFC 3339 are valid", () => {
  const validate = requests["get-price"]?.body;
  const noDates = ["2026-02-29", "2026-04-31", "2026-13-01", "1900-02-29"].map((date) => `${date}T00:00:00Z`);
  const noClocks = ["24:00:00", "00:60:00", "00:00:60"].map((clock) => `2026-01-01T${clock}Z`);
  const noTimes = ["2026-01-01", "tomorrow", "2026-01-01T00:00:00", "2026-01-01T00:00:00+24:00"];
  for (const start_time of [...noTimes, ...noDates, ...noClocks]) {
    expect(judge(validate, { start_time, end_time: "2026-01-02T00:00:00Z" })).toEqual([
      "/start_time format date-time",
    ]);
  }
  const times = [
    "2026-01-02T00:00:00.5Z",
    "2026-01-02T00:00:00+01:00",
    "2000-02-29t23:59:59z",
    "2024-02-29T00:00:00Z",
  ];
  for (const end_time of times) {
    expect(judge(validate, { end_time })).toEqual([]);
  }
});

test("types decide how the texts of a request are parsed", () => {
  expect(requests["list-devices"]?.query.types).toMatchObject({ limit: "integer", starting_after: "string" });
  expect(requests["get-cost-instant"]?.query.types).toEqual({ non_persistent: "boolean" });
  expect(requests["get-cost-by-session"]?.query.types).toEqual({ tariff_direction: "string" });
  expect(requests["create-device"]?.bodyRequired).toBe(false);
});

test("limits of other contracts are kept, and the generated code imports no module", async () => {
  const limits = {
    name: { type: "string", minLength: 2, maxLength: 3 },
    share: { type: "number", minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: false },
    day: { type: "string", format: "date" },
    id: { type: "string", readOnly: true },
  };
  const schema = { type: "object", required: ["id", "name"], properties: limits };
  const requestBody = { required: true, content: { "application/json": { schema } } };
  const responses = { 204: { description: "Done" } };
  const post = { operationId: "make", requestBody, responses };
  const document = { openapi: "3.0.3", info: {}, paths: { "/things": { post } } };
  const code = renderRequestValidators(document);
  expect(code).not.toMatch(/require\(|import |schemaPath/);
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    requests: typeof requests;
  };
  const make = module.requests["make"];
  expect(make?.bodyRequired).toBe(true);
  expect(judge(make?.body, { name: "🚗🚗🚗", share: 1, day: "2026-01-01" })).toEqual([]);
  const found = judge(make?.body, { name: "a", share: 0, day: "today" });
  expect(found.map((text) => text.split(" ", 2).join(" "))).toEqual([
    "/name pattern",
    "/share exclusiveMinimum",
    "/day format",
  ]);
});
