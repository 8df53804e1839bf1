import { beforeAll, describe, expect, test } from "vitest";
import { compareContracts } from "../../scripts/diff/comparison.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { compileConsumers } from "../support/consumers.ts";
import { contractOf } from "../support/diff-contract.ts";

const string = { type: "string" };
const json = (schema: Node): Node => ({ "application/json": { schema } });

interface Parts {
  readonly schemas?: Node;
  readonly headers?: Node;
  readonly webhooks?: Node;
  readonly components?: Node;
  readonly summary?: string;
  /** Further responses. */
  readonly responses?: Node;
}

function contractWith({
  schemas = {},
  headers = {},
  webhooks,
  components = {},
  summary = "",
  responses: further,
}: Parts): Node {
  const responses = { 200: { description: "ok", headers, content: json(string) }, ...further };
  return {
    openapi: "3.1.0",
    info: { title: "Named", version: "1" },
    paths: { "/things": { get: { operationId: "get-things", summary, responses } } },
    ...(webhooks === undefined ? {} : { webhooks }),
    components: { schemas, ...components },
  };
}

const object = (property: string, schema: Node = string): Node => ({
  type: "object",
  required: [property],
  properties: { [property]: schema },
});
/** Two schemas of these names have no root type: both would be `AB`. */
const odd = (schema: Node): Node => ({ "a.b": schema, "a-b": object("other") });
const hook = (schema: Node): Node => ({
  made: { post: { requestBody: { content: json(schema) }, responses: { 200: { description: "ok" } } } },
});
const MADE = 'NonNullable<Flatpeak.webhooks["made"]["post"]["requestBody"]>["content"]["application/json"]';
const TOTAL = 'Flatpeak.operations["get-things"]["responses"][200]["headers"]["X-Total"]';
const RESPONSES = 'Flatpeak.operations["get-things"]["responses"]';
const CALL = '(client: Flatpeak.Client): Promise<unknown> => client.GET("/things").then';
const response = (schema: Node): Node => ({ description: "ok", content: json(schema) });
const part = (name: string): Parts => ({
  components: { headers: { Kept: { schema: string }, [name]: { schema: string } } },
});

/** Changes of types that have no root name, and code that names them in another way. */
const CASES: readonly (readonly [name: string, from: Parts, to: Parts, where: string, code: string])[] = [
  [
    "a schema without a root type loses a property",
    { schemas: odd(object("x")) },
    { schemas: odd(object("y")) },
    "a.b",
    '(value: Flatpeak.components["schemas"]["a.b"]): string => value.x',
  ],
  [
    "a schema without a root type is removed",
    { schemas: { ...odd(object("x")), "a b": object("third") } },
    { schemas: { "a-b": object("other"), "a b": object("third") } },
    "a.b",
    '(value: Flatpeak.components["schemas"]["a.b"]): string => value.x',
  ],
  [
    "a header of a response changes its type",
    { headers: { "X-Total": { required: true, schema: { type: "integer" } } } },
    { headers: { "X-Total": { required: true, schema: string } } },
    "GET /things",
    `(value: ${TOTAL}): string => value.toFixed()`,
  ],
  [
    "a header of a response is removed",
    { headers: { "X-Total": { schema: string }, "X-Kept": { schema: string } } },
    { headers: { "X-Kept": { schema: string } } },
    "GET /things",
    `(value: ${TOTAL}): string | undefined => value`,
  ],
  [
    "a success has another status",
    { responses: { 201: response(object("id")) } },
    { responses: { 202: response(object("id")) } },
    "GET /things",
    `(value: ${RESPONSES}[201]): unknown => value`,
  ],
  [
    "a response loses a media type",
    {
      responses: { 200: { description: "ok", content: { ...json(string), "text/csv": { schema: string } } } },
    },
    {},
    "GET /things",
    `(value: ${RESPONSES}[200]["content"]["text/csv"]): string => value`,
  ],
  [
    "one status replaces a range",
    { responses: { "5XX": response(object("code")) } },
    { responses: { 503: response(object("code")) } },
    "GET /things",
    `${CALL}(({ error }) => (error?.status === 500 ? error.body.code : undefined))`,
  ],
  [
    "a response is no longer of one of two primitives",
    { responses: { 200: response({ anyOf: [string, { type: "number" }] }) } },
    {},
    "GET /things",
    `${CALL}(({ data }) => (typeof data === "number" ? data.toFixed() : data))`,
  ],
  [
    "a property of a webhook becomes optional",
    { webhooks: hook(object("at")) },
    { webhooks: hook({ ...object("at"), required: [] }) },
    'webhooks["made"]["post"]',
    `(value: ${MADE}): string => value.at`,
  ],
  [
    "the only webhook is removed",
    { webhooks: hook(object("at")) },
    {},
    'webhooks["made"]["post"]',
    `(value: ${MADE}): string => value.at`,
  ],
  [
    "a component that is no schema is removed",
    part("Gone"),
    part("New"),
    'components["headers"]["Gone"]',
    '(value: Flatpeak.components["headers"]["Gone"]): string => value',
  ],
];

describe("changes of types that have no root name", () => {
  let outcomes: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    const pairs = await Promise.all(
      CASES.map(async ([, from, to, , code]) => {
        const text = `import type * as Flatpeak from "flatpeak";\nexport const use = ${code};`;
        const contracts = await Promise.all([from, to].map((parts) => contractOf(contractWith(parts))));
        return contracts.map(({ document }) => ({ document, text }));
      }),
    );
    outcomes = compileConsumers(pairs.flat());
  });

  test.each(CASES.map(([name, from, to, where], index) => ({ name, from, to, where, index })))(
    "$name: is breaking, and code that names the type no longer compiles",
    async ({ from, to, where, index }) => {
      const [old, now] = [await contractOf(contractWith(from)), await contractOf(contractWith(to))];
      const { verdict, changes, unjudged } = compareContracts(old, now);
      expect({ verdict, unjudged }).toEqual({ verdict: "major", unjudged: [] });
      const places = changes.filter((change) => change.class === "breaking").map((change) => change.where);
      expect(places).toContainEqual(expect.stringContaining(where));
      expect(outcomes[2 * index]).toEqual([]);
      expect(outcomes[2 * index + 1]).not.toEqual([]);
    },
  );
});

test.each<[string, Parts, Parts, string]>([
  ["a webhook", {}, { webhooks: hook(object("at")) }, 'webhooks["made"]["post"]'],
  [
    "a webhook beside a new text",
    {},
    { webhooks: hook(object("at")), summary: "New" },
    'webhooks["made"]["post"]',
  ],
  [
    "a property of a webhook beside a new text",
    { webhooks: hook(object("id")) },
    { webhooks: hook({ ...object("id"), properties: { id: string, at: string } }), summary: "New" },
    'webhooks["made"]["post"]',
  ],
  ["a header", {}, { headers: { "X-Total": { schema: string } } }, 'GET /things `headers["X-Total"]`'],
  [
    "a header beside a new text",
    {},
    { headers: { "X-Total": { schema: string } }, summary: "New" },
    'GET /things `headers["X-Total"]`',
  ],
  [
    "a header that is always present now",
    { headers: { "X-Total": { schema: string } } },
    { headers: { "X-Total": { schema: string, required: true } } },
    'GET /things `headers["X-Total"]`',
  ],
])("%s is an addition", async (_, from, to, where) => {
  const [old, now] = [await contractOf(contractWith(from)), await contractOf(contractWith(to))];
  const { verdict, changes } = compareContracts(old, now);
  expect(verdict).toBe("minor");
  expect(changes).toContainEqual(expect.objectContaining({ class: "addition", where }));
});

test("the report names the header of a response that changed, and its text", async () => {
  const header = (schema: Node, description: string): Parts => ({
    headers: { "X-Total": { $ref: "#/components/headers/Total" } },
    components: { headers: { Total: { schema, description, required: true } } },
  });
  const [old, now] = [
    await contractOf(contractWith(header({ type: "integer" }, "Number of things."))),
    await contractOf(contractWith(header(string, "Number of all things."))),
  ];
  expect(compareContracts(old, now).changes).toEqual([
    expect.objectContaining({ class: "breaking", what: "type changed from a number to a string" }),
    expect.objectContaining({ class: "documentation", what: "description changed" }),
  ]);
});

test("the report names a schema without a root type as code must", async () => {
  const [old, now] = [
    await contractOf(contractWith({ schemas: { ...odd(object("x")), Page: string } })),
    await contractOf(contractWith({ schemas: { "a-b": object("other") } })),
  ];
  const reasons = compareContracts(old, now).changes.map(({ why }) => why);
  expect(reasons).toContainEqual(expect.stringContaining('`components["schemas"]["a.b"]`'));
  expect(reasons).toContainEqual(expect.stringContaining("`import type { PageSchema }`"));
});
