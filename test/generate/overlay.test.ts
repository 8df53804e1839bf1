import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import { readContract } from "../../scripts/contract/contract.ts";
import { isNode, nodeOf, operationsOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { readOverlaidContract } from "../support/own-contract.ts";

const ROOT = join(import.meta.dirname, "../..");
const HEAD = 'overlay: 1.0.0\ninfo: { title: T, version: "1" }\n';
const CONTRACT = `openapi: 3.0.3
info: { title: T, version: "1" }
tags: [{ name: a }, { name: b }, { name: c }]
paths:
  /a:
    get: { operationId: get-a, tags: [a], responses: { "200": { description: ok } } }
    put: { operationId: put-a, tags: [a], responses: { "200": { description: ok } } }
`;

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "overlay-"));
  await writeFile(join(folder, "contract.yaml"), CONTRACT);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function apply(overlay: string): Promise<Node> {
  const file = join(folder, "overlay.yaml");
  await writeFile(file, overlay);
  const contract = { file: join(folder, "contract.yaml"), name: "contract.yaml" };
  return (await readContract(contract, { file, name: "overlay.yaml" })).document;
}

async function applyActions(...actions: readonly object[]): Promise<Node> {
  return apply(`${HEAD}actions:\n${actions.map((action) => `  - ${JSON.stringify(action)}\n`).join("")}`);
}

async function problemsOf(overlay: string): Promise<readonly string[]> {
  const error: unknown = await apply(overlay).catch((reason: unknown) => reason);
  return error instanceof ContractError ? error.problems : [];
}

function operation(document: Node, method: string): Node {
  return nodeOf(nodeOf(nodeOf(document["paths"])["/a"])[method]);
}

test("an update merges mappings, appends to lists and replaces other values", async () => {
  const document = await applyActions({
    target: "$.paths['/a'].get",
    update: {
      operationId: "read-a",
      tags: ["b"],
      responses: { "200": { description: "fine" }, "404": { description: "none" } },
    },
  });
  expect(operation(document, "get")).toEqual({
    operationId: "read-a",
    tags: ["a", "b"],
    responses: { "200": { description: "fine" }, "404": { description: "none" } },
  });
  expect(operation(document, "put")["operationId"]).toBe("put-a");
});

test("an update of a list appends one item", async () => {
  const document = await applyActions({ target: "$.tags", update: { name: "d" } });
  expect(document["tags"]).toEqual([{ name: "a" }, { name: "b" }, { name: "c" }, { name: "d" }]);
});

test("each match of a target is updated with its own copy", async () => {
  const document = await applyActions(
    { target: "$.paths['/a'][?@.operationId]", update: { "x-deep": { list: [1] } } },
    { target: "$.paths['/a'].get", update: { "x-deep": { list: [2] } } },
  );
  expect(operation(document, "get")["x-deep"]).toEqual({ list: [1, 2] });
  expect(operation(document, "put")["x-deep"]).toEqual({ list: [1] });
});

test("every match of a removal is removed, including list items", async () => {
  const document = await applyActions(
    { target: "$.paths['/a'].put", remove: true },
    { target: "$.tags[?@.name != 'b']", remove: true },
  );
  expect(Object.keys(nodeOf(nodeOf(document["paths"])["/a"]))).toEqual(["get"]);
  expect(document["tags"]).toEqual([{ name: "b" }]);
});

test("actions apply in order", async () => {
  const document = await applyActions(
    { target: "$.info", update: { "x-mark": "first" } },
    { target: "$.info[?@ == 'first']", remove: true },
    { target: "$.info", update: { "x-last": true } },
  );
  expect(document["info"]).toEqual({ title: "T", version: "1", "x-last": true });
});

test("a property named __proto__ is merged like any other", async () => {
  const document = await apply(
    `${HEAD}actions:\n  - { "target": "$.info", "update": { "x-map": { "a": 1 } } }\n` +
      `  - { "target": "$.info", "update": { "x-map": { "__proto__": { "polluted": true } } } }\n`,
  );
  expect(Object.keys(nodeOf(nodeOf(document["info"])["x-map"]))).toEqual(["a", "__proto__"]);
  expect({}).not.toHaveProperty("polluted");
});

test("every target without a match is reported with its place", async () => {
  const overlay = `${HEAD}actions:
  - target: $.paths['/b'].get
    update: { x: 1 }
  - target: $.info
    update: { x-mark: 1 }
  - target: $.components.schemas.Gone
    remove: true
`;
  const advice = "matches nothing; correct the target, or remove the action if it is no longer needed";
  expect(await problemsOf(overlay)).toEqual([
    `overlay.yaml:4:13: $.paths['/b'].get: ${advice}`,
    `overlay.yaml:8:13: $.components.schemas.Gone: ${advice}`,
  ]);
});

test.each([
  ["no overlay", "openapi: 3.0.3", "1:1: not an OpenAPI overlay; begin it with `overlay: 1.0.0`"],
  ["a later version", "overlay: 1.1.0\ninfo: {}", '1:10: overlay version "1.1.0" is not supported; 1.0.0 is'],
  ["no title", "overlay: 1.0.0\ninfo: {}", "1:1: an overlay needs an `info` with `title` and `version`"],
  ["no actions", HEAD, "1:1: an overlay needs `actions`, a list of at least one"],
  [
    "an empty list of actions",
    `${HEAD}actions: []`,
    "1:1: an overlay needs `actions`, a list of at least one",
  ],
  [
    "no YAML",
    "overlay: [",
    "1:11: not valid YAML or JSON: unexpected end of the stream within a flow collection; correct it",
  ],
  [
    "an invalid action",
    `${HEAD}actions: [remove]`,
    "3:11: an action is a mapping with `target` and `update` or `remove`",
  ],
  [
    "an unknown key",
    `${HEAD}actions: [{ target: $, updates: {} }]`,
    "3:33: an action has no `updates`; it has target, description, update, remove",
  ],
  ["no target", `${HEAD}actions: [{ update: {} }]`, "3:11: an action needs a `target`, a JSONPath"],
  [
    "no JSONPath",
    `${HEAD}actions: [{ target: info, update: {} }]`,
    expect.stringMatching(/^3:21: info: not a JSONPath \(/),
  ],
  [
    "nothing to do",
    `${HEAD}actions: [{ target: $ }]`,
    "3:11: an action has either an `update` or `remove: true`",
  ],
  [
    "two things to do",
    `${HEAD}actions: [{ target: $, update: {}, remove: true }]`,
    "3:11: an action has either an `update` or `remove: true`",
  ],
  [
    "remove as a word",
    `${HEAD}actions: [{ target: $, remove: yes please }]`,
    "3:32: `remove` is true or false",
  ],
  [
    "the root removed",
    `${HEAD}actions: [{ target: $, remove: true }]`,
    "3:21: $: the whole document cannot be removed",
  ],
  [
    "a target that is text",
    `${HEAD}actions: [{ target: $.info.title, update: {} }]`,
    "3:43: $.info.title: the update of a mapping must be a mapping, and a target must be a mapping or a list",
  ],
])("an overlay with %s is refused with its place", async (_, overlay, problem) => {
  const [first = ""] = await problemsOf(overlay);
  expect(first.replace(/^overlay\.yaml:/, "")).toEqual(problem);
});

test("an overlay that makes the contract invalid is refused", async () => {
  const problems = await problemsOf(`${HEAD}actions: [{ target: $.info.version, remove: true }]`);
  expect(problems).toEqual([
    "overlay.yaml: makes contract.yaml invalid at #/info: The field `version` must be present on this level.",
  ]);
});

test("a security scheme is defined by the contract or by the overlay", async () => {
  const action = { target: "$", update: { security: [{ key: [] }] } };
  const problem = 'components has no security scheme "key"; correct the name, or add the scheme';
  expect(await problemsOf(`${HEAD}actions: [${JSON.stringify(action)}]`)).toEqual([
    `overlay.yaml: adds #/security/0/key: ${problem}`,
  ]);
  const scheme = { type: "apiKey", in: "header", name: "K" };
  const added = { target: "$", update: { components: { securitySchemes: { key: scheme } } } };
  expect(nodeOf((await applyActions(action, added))["components"])["securitySchemes"]).toEqual({
    key: scheme,
  });
});

test("the project's contract contains nothing that its overlay adds", async () => {
  const text = await readFile(join(ROOT, "spec/flatpeak.yaml"), "utf8");
  expect(text.match(/^\s*x-(?!source|confirmed|inferred|provenance|examples)[a-z-]+:/gm)).toBeNull();
});

test("the operations that only compute are idempotent, and the submission of meter records is not", async () => {
  const document = await readOverlaidContract();
  const marks = operationsOf(document).flatMap(({ key, node }) =>
    node["x-idempotent"] === undefined ? [] : [`${key} ${JSON.stringify(node["x-idempotent"])}`],
  );
  expect(marks).toEqual([
    "POST /audits/prices/{id} true",
    "POST /costs/interval/{id} true",
    "POST /costs/session/{id} true",
    "PUT /meters/cumulative/epoch false",
    "PUT /meters/interval false",
    "POST /prices/{id} true",
    "POST /schedules/amount/{id} true",
    "POST /schedules/duration/{id} true",
    "POST /schedules/limit/{id} true",
  ]);
  const event = nodeOf(nodeOf(nodeOf(document["components"])["schemas"])["Event"]);
  expect(isNode(event["x-event-data"])).toBe(true);
});

const TOO_MANY = "takes too many steps; name the place with fewer `..` and `*`";

test.each([
  ["descends within a descent", `$.info${"..*".repeat(8)}`],
  [
    "repeats the same place many times",
    ["'paths'", "'/a'", "'get'", "'tags'"]
      .map((name) => `[${Array(30).fill(name).join(",")}]`)
      .join("")
      .replace(/^/, "$"),
  ],
  ["compares everything with everything", "$..[?count($..[?count($..[?count($..*) == 0]) == 1]) == 0]"],
])("a target that %s is refused without following it to the end", async (_, target) => {
  const deep = Array.from({ length: 60 }).reduce<object>((inner) => ({ a: inner }), {});
  const actions = [
    { target: "$.info", update: { "x-deep": deep } },
    { target, update: {} },
  ];
  const lines = actions.map((action) => `  - ${JSON.stringify(action)}\n`).join("");
  const [problem = ""] = await problemsOf(`${HEAD}actions:\n${lines}`);
  expect(problem).toMatch(/^overlay\.yaml:5:\d+: \$/);
  expect(problem).toContain(`${target}: ${TOO_MANY}`);
});

test("a regular expression in a target is refused, because its steps cannot be counted", async () => {
  const target = "$..[?search(@.operationId, '(a+)+$')]";
  const [problem = ""] = await problemsOf(`${HEAD}actions: [{ target: "${target}", update: {} }]`);
  expect(problem).toMatch(/^overlay\.yaml:3:21: .*: not a JSONPath \(no such function 'search'/);
});

test("a target that is nested too deep is refused", async () => {
  const target = `$[?${"(".repeat(50_000)}@.a${")".repeat(50_000)}]`;
  const [problem = ""] = await problemsOf(`${HEAD}actions: [{ target: "${target}", update: {} }]`);
  expect(problem).toMatch(/: longer than 1000 characters; write it shorter$/);
});

test("actions that double the additions of earlier ones are refused early", async () => {
  const seed = { target: "$.info", update: { "x-seed": { seed: true } } };
  const double = { target: "$.info..[?@.seed]", update: { a: { seed: true }, b: { seed: true } } };
  const actions = [seed, ...Array.from({ length: 40 }, () => double)];
  const lines = actions.map((action) => `  - ${JSON.stringify(action)}\n`).join("");
  const [problem = ""] = await problemsOf(`${HEAD}actions:\n${lines}`);
  expect(problem).toMatch(/^overlay\.yaml:\d+:\d+: .*(add more than 500000 values|takes too many steps)/);
});

test("items are removed once each, for any order in the target", async () => {
  const document = await applyActions({ target: "$.tags[2, 0, 0]", remove: true });
  expect(document["tags"]).toEqual([{ name: "b" }]);
});
