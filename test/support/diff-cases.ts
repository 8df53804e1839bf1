import type { ChangeClass } from "../../scripts/diff/report.ts";
import { change, smallContract } from "./diff-contract.ts";

/** A kind of change, the expected report, and code of a consumer that the change affects. */
export interface Case {
  readonly name: string;
  readonly to: object;
  readonly class: ChangeClass;
  /** Parts of the report. */
  readonly where: string;
  readonly why: string;
  /** Statements of a consumer; `client` is a client. Breaking changes break them, all others do not. */
  readonly code: string;
}

const DEVICE = "components schemas Device";
const CREATE = "components schemas DeviceCreate";
const STATUS = "paths /status get responses 200 content application/json schema";
const LIST = "paths /devices get";
const text = { type: "string" };

const readDevice = (code: string): string =>
  `const { data } = await client.GET("/devices/{id}", { params: { path: { id: "1" } } }); if (data) { ${code} }`;
const readStatus = (code: string): string =>
  `const { data } = await client.GET("/status"); if (data) { ${code} }`;
const create = (body: string): string => `await client.POST("/devices", { body: ${body} });`;
const switchMode = readDevice(
  `switch (data.mode) { case "auto": break; case "manual": break; default: data.mode satisfies never; }`,
);

const shared = (schema: string, property: string): string => `schema ${schema} \`${property}\``;

export const CASES: readonly Case[] = [
  // Changes of responses.
  {
    name: "a response property is removed",
    to: change([`${DEVICE} properties tag`, undefined]),
    class: "breaking",
    where: shared("Device", "Device.tag"),
    why: "`Device.tag` no longer exists",
    code: readDevice("data.tag;"),
  },
  {
    name: "a response property becomes optional",
    to: change([`${DEVICE} required`, ["mode", "size", "owner", "parts"]]),
    class: "breaking",
    where: shared("Device", "Device.id"),
    why: "`Device.id` may now be undefined",
    code: readDevice("const id: string = data.id;"),
  },
  {
    name: "a response property becomes required",
    to: change([`${DEVICE} required`, ["id", "mode", "size", "owner", "parts", "tag"]]),
    class: "addition",
    where: shared("Device", "Device.tag"),
    why: "`Device.tag` is now always present",
    code: readDevice("const tag: string | undefined = data.tag;"),
  },
  {
    name: "a response property is added",
    to: change([`${DEVICE} properties colour`, text]),
    class: "addition",
    where: shared("Device", "Device.colour"),
    why: "`Device.colour` can now be read",
    code: readDevice("data.id;"),
  },
  {
    name: "a required property is added to a response",
    to: change([`${STATUS} properties age`, text], [`${STATUS} required`, ["state", "load", "age"]]),
    class: "addition",
    where: "GET /status `data.age`",
    why: "`data.age` can now be read",
    code: readStatus("data.load;"),
  },
  {
    name: "a response becomes nullable",
    to: change([`${STATUS} properties load nullable`, true]),
    class: "breaking",
    where: "GET /status `data.load`",
    why: "`data.load` may now be null",
    code: readStatus("data.load.toFixed();"),
  },
  {
    name: "a response is no longer nullable",
    to: change([`${STATUS} properties note`, text]),
    class: "addition",
    where: "GET /status `data.note`",
    why: "`data.note` is no longer null",
    code: readStatus("const note: string | null | undefined = data.note;"),
  },
  {
    name: "a value is added to a response",
    to: change([`${DEVICE} properties mode enum`, ["auto", "manual", "off"]]),
    class: "breaking",
    where: shared("Device", "Device.mode"),
    why: '`Device.mode` may now be "off", which an exhaustive switch has no case for',
    code: switchMode,
  },
  {
    name: "a value is removed from a response",
    to: change([`${DEVICE} properties mode enum`, ["auto"]]),
    class: "breaking",
    where: shared("Device", "Device.mode"),
    why: '`Device.mode` is never "manual": a case for it does not compile',
    code: switchMode,
  },
  {
    name: "a closed list in a response is opened",
    to: change([`${STATUS} properties state`, { type: "string", "x-known-values": ["up", "down"] }]),
    class: "breaking",
    where: "GET /status `data.state`",
    why: "`data.state` was a closed list of values (a string) and is now an open list of strings",
    code: readStatus('const state: "up" | "down" = data.state;'),
  },
  {
    name: "a response type changes",
    to: change([`${STATUS} properties load`, text]),
    class: "breaking",
    where: "GET /status `data.load`",
    why: "`data.load` was a number and is now a string",
    code: readStatus("const load: number = data.load;"),
  },
  {
    name: "an alternative is added to a response",
    to: change([
      `${STATUS} properties last oneOf`,
      [{ $ref: "#/components/schemas/Part" }, { $ref: "#/components/schemas/Owner" }, text],
    ]),
    class: "breaking",
    where: "GET /status `data.last`",
    why: "`data.last` may now be a string as well, which no branch expects",
    code: readStatus('if (data.last && "email" in data.last) data.last.email;'),
  },
  {
    name: "an alternative is removed from a response",
    to: change([`${STATUS} properties last oneOf`, [{ $ref: "#/components/schemas/Part" }]]),
    class: "breaking",
    where: "GET /status `data.last`",
    why: "`data.last` is no longer Owner",
    code: readStatus(
      'if (data.last && "phone" in data.last) { const phone: string | undefined = data.last.phone; }',
    ),
  },
  {
    name: "an optional property of an alternative is removed",
    to: change(["components schemas Owner properties phone", undefined]),
    class: "breaking",
    where: "`Owner.phone`",
    why: "`Owner.phone` no longer exists",
    code: readStatus(
      'if (data.last && "phone" in data.last) { const phone: string | undefined = data.last.phone; }',
    ),
  },
  {
    name: "a property inside allOf, in a list, is removed",
    to: change(["components schemas Part allOf 1 properties weight", undefined]),
    class: "breaking",
    where: "`Part.weight`",
    why: "`Part.weight` no longer exists",
    code: readDevice("data.parts[0]?.weight;"),
  },
  {
    name: "the values of a map change their type",
    to: change([`${DEVICE} properties labels additionalProperties`, { type: "number" }]),
    class: "breaking",
    where: "`Device.labels[key]`",
    why: "`Device.labels[key]` was a string and is now a number",
    code: readDevice('const label: string | undefined = data.labels?.["a"];'),
  },
  {
    name: "a value becomes known",
    to: change([
      "components schemas Part allOf 1 properties colour x-known-values",
      ["red", "blue", "green"],
    ]),
    class: "addition",
    where: "`Part.colour`",
    why: '`Part.colour` completes "green"; other strings compile as before',
    code: readDevice('switch (data.parts[0]?.colour) { case "red": break; }'),
  },
  {
    name: "a value is no longer known",
    to: change(["components schemas Part allOf 1 properties colour x-known-values", ["blue"]]),
    class: "documentation",
    where: "`Part.colour`",
    why: '`Part.colour` no longer completes "red"; a comparison with it compiles as before',
    code: readDevice('switch (data.parts[0]?.colour) { case "red": break; }'),
  },
  {
    name: "an exported type that no operation has loses a property",
    to: change(["components schemas Event properties at", undefined]),
    class: "breaking",
    where: "`Event.at`",
    why: "`Event.at` no longer exists",
    code: "const read = (event: Flatpeak.Event) => event.at; void read;",
  },
  {
    name: "an exported type is removed",
    to: change(["components schemas Event", undefined]),
    class: "breaking",
    where: "Event",
    why: "`import type { Event }` no longer compiles",
    code: "let event: Flatpeak.Event | undefined; void event;",
  },
  {
    name: "an exported type is added",
    to: change(["components schemas Tree", { type: "object" }]),
    class: "addition",
    where: "Tree",
    why: "`import type { Tree }` now compiles",
    code: "let event: Flatpeak.Event | undefined; void event;",
  },
  // Changes of requests.
  {
    name: "a body's property is removed",
    to: change([`${CREATE} properties tags`, undefined]),
    class: "breaking",
    where: "POST /devices `body.tags`",
    why: "`body.tags` is no longer accepted",
    code: create('{ reference_id: "1", tags: ["a"] }'),
  },
  {
    name: "an optional property is added to a body",
    to: change([`${CREATE} properties extra`, text]),
    class: "addition",
    where: "POST /devices `body.extra`",
    why: "`body.extra` may now be given",
    code: create('{ reference_id: "1" }'),
  },
  {
    name: "a required property is added to a body",
    to: change([`${CREATE} properties extra`, text], [`${CREATE} required`, ["reference_id", "extra"]]),
    class: "breaking",
    where: "POST /devices `body.extra`",
    why: "`body.extra` must now be given",
    code: create('{ reference_id: "1" }'),
  },
  {
    name: "a required property is added inside an optional one",
    to: change([`${CREATE} properties site required`, ["city", "zone"]]),
    class: "breaking",
    where: "POST /devices `body.site.zone`",
    why: "`body.site.zone` must now be given",
    code: create('{ reference_id: "1", site: { city: "a" } }'),
  },
  {
    name: "a body's property becomes optional",
    to: change([`${CREATE} required`, []]),
    class: "addition",
    where: "POST /devices `body.reference_id`",
    why: "`body.reference_id` may now be omitted",
    code: create('{ reference_id: "1" }'),
  },
  {
    name: "a value is added to a body",
    to: change([`${CREATE} properties mode enum`, ["auto", "manual", "off"]]),
    class: "addition",
    where: "POST /devices `body.mode`",
    why: '`body.mode` may now be "off"',
    code: create('{ reference_id: "1", mode: "auto" }'),
  },
  {
    name: "a value is removed from a body",
    to: change([`${CREATE} properties mode enum`, ["auto"]]),
    class: "breaking",
    where: "POST /devices `body.mode`",
    why: '`body.mode` may no longer be "manual"',
    code: create('{ reference_id: "1", mode: "manual" }'),
  },
  {
    name: "a string in a body becomes a closed list",
    to: change([`${CREATE} properties reference_id enum`, ["a"]]),
    class: "breaking",
    where: "POST /devices `body.reference_id`",
    why: "`body.reference_id` was a string and is now a closed list of values (a string)",
    code: 'const reference_id: string = "a"; ' + create("{ reference_id }"),
  },
  {
    name: "a body becomes required",
    to: change(["paths /status put requestBody required", true]),
    class: "breaking",
    where: "PUT /status `body`",
    why: "`body` must now be given",
    code: 'await client.PUT("/status");',
  },
  {
    name: "a body is removed",
    to: change(["paths /status put requestBody", undefined]),
    class: "breaking",
    where: "PUT /status `body`",
    why: "`body` is no longer accepted",
    code: 'await client.PUT("/status", { body: { state: "up" } });',
  },
  {
    name: "an optional parameter is added",
    to: change([`${LIST} parameters 2`, { name: "q", in: "query", schema: text }]),
    class: "addition",
    where: "GET /devices `params.query.q`",
    why: "`params.query.q` may now be given",
    code: 'await client.GET("/devices");',
  },
  {
    name: "a required parameter is added",
    to: change([`${LIST} parameters 2`, { name: "q", in: "query", required: true, schema: text }]),
    class: "breaking",
    where: "GET /devices `params.query.q`",
    why: "`params.query.q` must now be given",
    code: 'await client.GET("/devices");',
  },
  {
    name: "a parameter is removed",
    to: change([
      `${LIST} parameters`,
      [{ name: "limit", in: "query", schema: { type: "integer", maximum: 100 } }],
    ]),
    class: "breaking",
    where: "GET /devices `params.query.sort`",
    why: "`params.query.sort` is no longer accepted",
    code: 'await client.GET("/devices", { params: { query: { sort: "asc" } } });',
  },
  {
    name: "a parameter's type changes",
    to: change([`${LIST} parameters 0 schema`, text]),
    class: "breaking",
    where: "GET /devices `params.query.limit`",
    why: "`params.query.limit` was a number and is now a string",
    code: 'await client.GET("/devices", { params: { query: { limit: 1 } } });',
  },
  // Statuses and codes.
  {
    name: "an error status is added",
    to: change(["paths /devices get responses 404", { $ref: "#/components/responses/Denied" }]),
    class: "breaking",
    where: "GET /devices 404",
    why: "a switch over `error.status` that handles all documented statuses has no case for 404",
    code: 'const { error } = await client.GET("/devices"); if (error) switch (error.status) { case 403: break; case undefined: break; default: error.documented satisfies false; }',
  },
  {
    name: "an error status is removed",
    to: change(["paths /devices post responses 409", undefined]),
    class: "breaking",
    where: "POST /devices 409",
    why: "`error.body` of a 409 is now unknown",
    code: 'const { error } = await client.POST("/devices", { body: { reference_id: "1" } }); if (error?.status === 409) error.body.code;',
  },
  {
    name: "a status is separated from default",
    to: change([
      "paths /status put responses 404",
      {
        description: "none",
        content: { "application/json": { schema: { type: "object", properties: { id: text } } } },
      },
    ]),
    class: "breaking",
    where: "PUT /status 404",
    why: "a switch over `error.status` that handles all documented statuses has no case for 404",
    code: 'const { error } = await client.PUT("/status"); if (error?.status === 404) error.body.code;',
  },
  {
    name: "a code becomes known",
    to: change(["paths /devices post responses 409 x-known-codes", ["duplicate", "locked", "busy"]]),
    class: "addition",
    where: "POST /devices 409 `error.body.code`",
    why: '`error.body.code` completes "busy"; other strings compile as before',
    code: 'const { error } = await client.POST("/devices", { body: { reference_id: "1" } }); if (error?.status === 409) switch (error.code) { case "duplicate": break; }',
  },
  {
    name: "a code is no longer known",
    to: change(["paths /devices post responses 409 x-known-codes", ["duplicate"]]),
    class: "documentation",
    where: "POST /devices 409 `error.body.code`",
    why: '`error.body.code` no longer completes "locked"; a comparison with it compiles as before',
    code: 'const { error } = await client.POST("/devices", { body: { reference_id: "1" } }); if (error?.status === 409) switch (error.code) { case "locked": break; }',
  },
  {
    name: "a response gets a second success status",
    to: change([
      "paths /status get responses 202",
      { description: "later", content: { "application/json": { schema: text } } },
    ]),
    class: "breaking",
    where: "GET /status `data`",
    why: "`data` may now be the body of a 202",
    code: readStatus("data.load;"),
  },
  // Operations.
  {
    name: "an operation is removed",
    to: change(["paths /devices/{id} delete", undefined]),
    class: "breaking",
    where: "DELETE /devices/{id}",
    why: '`flatpeak.DELETE("/devices/{id}")` no longer exists',
    code: 'await client.DELETE("/devices/{id}", { params: { path: { id: "1" } } });',
  },
  {
    name: "an operation is added",
    to: change([
      "paths /trees",
      { get: { operationId: "list-trees", responses: { "200": { description: "ok" } } } },
    ]),
    class: "addition",
    where: "GET /trees",
    why: '`flatpeak.GET("/trees")` can now be called',
    code: 'await client.GET("/status");',
  },
  {
    name: "an operation moves to another path",
    to: change(
      ["paths /status put", undefined],
      ["paths /state", { put: smallContract().paths["/status"].put }],
    ),
    class: "breaking",
    where: "PUT /status",
    why: '`flatpeak.PUT("/status")` no longer exists; call `flatpeak.PUT("/state")`',
    code: 'await client.PUT("/status");',
  },
  {
    name: "an operationId changes",
    to: change(["paths /status get operationId", "read-status"]),
    class: "breaking",
    where: "GET /status",
    why: '`OperationData<"get-status">` no longer exists',
    code: 'let status: Flatpeak.OperationData<"get-status"> | undefined; void status;',
  },
  // Changes that types cannot show.
  {
    name: "a description changes",
    to: change(["paths /status get description", "How it was."]),
    class: "documentation",
    where: "GET /status",
    why: "only texts in editors and documentation change",
    code: readStatus("data.load;"),
  },
  {
    name: "a constraint changes",
    to: change([`${STATUS} properties load minimum`, 1]),
    class: "documentation",
    where: "GET /status `data.load`",
    why: "the type of `data.load` does not express it; the API may accept or return other values",
    code: readStatus("data.load;"),
  },
  {
    name: "a parameter changes its media type",
    to: change([
      `${LIST} parameters 0`,
      {
        name: "limit",
        in: "query",
        content: { "application/json": { schema: { type: "integer", maximum: 100 } } },
      },
    ]),
    class: "documentation",
    where: "GET /devices `params.query.limit`",
    why: "code stays the same; the value is written in another form",
    code: 'await client.GET("/devices", { params: { query: { limit: 1 } } });',
  },
  {
    name: "an operation becomes idempotent",
    to: change(["paths /devices post x-idempotent", true]),
    class: "addition",
    where: "POST /devices",
    why: "the client now retries a call whose response was lost",
    code: create('{ reference_id: "1" }'),
  },
  {
    name: "security is dropped",
    to: change(["paths /devices get security", []]),
    class: "addition",
    where: "GET /devices",
    why: "calls now work without credentials",
    code: 'await client.GET("/devices");',
  },
  {
    name: "security becomes optional",
    to: change(["paths /devices get security", [{}, { bearer: [] }]]),
    class: "addition",
    where: "GET /devices",
    why: "calls now work without credentials",
    code: 'await client.GET("/devices");',
  },
  {
    name: "an alternative of security is added",
    to: change(
      ["components securitySchemes key", { type: "apiKey", in: "header", name: "X-Key" }],
      ["paths /devices get security", [{ bearer: [] }, { key: [] }]],
    ),
    class: "addition",
    where: "GET /devices",
    why: 'calls now work with the API key "key", too',
    code: 'await client.GET("/devices");',
  },
  {
    name: "the contract's release changes",
    to: change(["info version", "2"]),
    class: "addition",
    where: "contract",
    why: "calls request the new release unless `apiVersion` is given",
    code: readStatus("data.load;"),
  },
];

/** Breaking by rule: code still compiles but fails at run time. */
export const RULES: readonly Omit<Case, "code">[] = [
  {
    name: "credentials become required",
    to: change(["paths /status get security", [{ bearer: [] }]]),
    class: "breaking",
    where: "GET /status",
    why: "calls without a bearer token compile and now fail",
  },
  {
    name: "an API key replaces the bearer token",
    to: change(
      ["components securitySchemes key", { type: "apiKey", in: "header", name: "X-Key" }],
      ["paths /devices get security", [{ key: [] }]],
    ),
    class: "breaking",
    where: "GET /devices",
    why: 'calls without the API key "key" compile and now fail',
  },
  {
    name: "the server changes",
    to: change(["servers 0 url", "https://eu.example.com"]),
    class: "breaking",
    where: "contract",
    why: "calls compile but go to the new server unless `baseUrl` is given",
  },
  {
    name: "an operation moves to a server on another origin",
    to: change([
      "paths /status servers",
      [{ url: "https://{r}.example.com/x", variables: { r: { default: "eu" } } }],
    ]),
    class: "breaking",
    where: "GET /status",
    why: "calls compile and now fail unless `baseUrl` is on that origin",
  },
  {
    name: "an operation moves to another server on the same origin",
    to: change(["paths /status get servers", [{ url: "/v2" }]]),
    class: "breaking",
    where: "GET /status",
    why: "calls compile but go to the new server",
  },
  {
    name: "the server is no longer known",
    to: change(["servers", []]),
    class: "breaking",
    where: "contract",
    why: "calls compile but need `baseUrl`",
  },
];
