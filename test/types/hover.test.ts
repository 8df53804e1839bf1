import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FILE = `${ROOT}test/hovered.ts`;

/** The libraries are parsed once for all tests, which takes long on a busy machine. */
const documents = ts.createDocumentRegistry();
function openEditor(code: string): ts.LanguageService {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const read = (path: string) => (path === FILE ? code : ts.sys.readFile(path));
  return ts.createLanguageService(
    {
      getScriptFileNames: () => [FILE],
      getScriptVersion: (path) => (path === FILE ? code : "1"),
      getScriptSnapshot: (path) => {
        const text = read(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => ROOT,
      getCompilationSettings: () => options,
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      fileExists: (path) => path === FILE || ts.sys.fileExists(path),
      readFile: read,
    },
    documents,
  );
}

/** Positions after each `/*?*\/`, in order. */
function findMarks(code: string): readonly number[] {
  return [...code.matchAll(/\/\*\?\*\/ */g)].map(({ index, 0: mark }) => index + mark.length);
}

/** The type that an editor shows for the name after each `/*?*\/`. */
function hover(code: string): string[] {
  const editor = openEditor(code);
  return findMarks(code).map((position) =>
    ts.displayPartsToString(editor.getQuickInfoAtPosition(FILE, position)?.displayParts),
  );
}

/** The documentation that an editor shows below the type. */
function hoverDocumentation(code: string): string[] {
  const editor = openEditor(code);
  return findMarks(code).map((position) =>
    ts.displayPartsToString(editor.getQuickInfoAtPosition(FILE, position)?.documentation),
  );
}

test("hover texts show named types, and never a whole operation", () => {
  const texts = hover(`
    import { createClient } from "flatpeak";
    const flatpeak = createClient();
    const { /*?*/ data, /*?*/ error } = await flatpeak./*?*/ POST("/devices", { body: {} });
    if (error?.status === 409) error./*?*/ code;
    if (error?.status === 409) error./*?*/ body;
    const price = await flatpeak.POST("/prices/{id}", { params: { path: { id: "" } }, body: { end_time: "" } });
    if (price.error?.status === 404) price.error./*?*/ body;
    if (price.error?.status === 422) price.error./*?*/ body;
  `);
  expect(texts).toMatchInlineSnapshot(`
    [
      "const data: Device | undefined",
      "const error: StatuslessError | DocumentedError<403, {
        code: "access_denied" | (string & {});
        object: string;
        time_created?: string;
        type: string;
    }> | DocumentedError<409, {
        code?: "duplicate_reference" | (string & {});
        message?: string;
        object?: string;
        type?: string;
    }> | UndocumentedError<403 | 409> | undefined",
      "(property) Client<paths>.POST: <"/devices", "json">(path: "/devices", init?: Init<paths, "/devices", "post", "json"> | undefined) => Promise<Result<paths, "/devices", "post", "json">>",
      "(property) DocumentedError<409, { code?: "duplicate_reference" | (string & {}); message?: string; object?: string; type?: string; }>.code: (string & {}) | "duplicate_reference" | undefined",
      "(property) ApiError<409, { code?: "duplicate_reference" | (string & {}); message?: string; object?: string; type?: string; }>.body: {
        code?: "duplicate_reference" | (string & {});
        message?: string;
        object?: string;
        type?: string;
    }",
      "(property) ApiError<404, ErrorBody>.body: ErrorBody",
      "(property) ApiError<422, Omit<ErrorBody, "code"> & { code?: "no_tariff_connected" | "pending_connect" | "no_price_data" | "account_disabled" | "api_version_not_supported" | (string & {}); }>.body: Omit<ErrorBody, "code"> & {
        code?: "no_tariff_connected" | "pending_connect" | "no_price_data" | "account_disabled" | "api_version_not_supported" | (string & {});
    }",
    ]
  `);
  expect(texts.join()).not.toMatch(/responses:|requestBody|4\d\d \| 4\d\d \| 4\d\d/);
});

test("hover texts of the fake show the typed request, and never a whole operation", () => {
  const texts = hover(`
    import { createFakeFlatpeak } from "flatpeak/testing";
    const /*?*/ fake = createFakeFlatpeak();
    fake./*?*/ on("create-device", ({ /*?*/ body }) => ({ status: body ? 409 : 201 }));
    fake.on("list-devices", ({ /*?*/ params, /*?*/ query }) => undefined);
    fake./*?*/ fail("create-device", { status: 503 });
    const [/*?*/ request] = fake.requests;
  `);
  expect(texts).toMatchInlineSnapshot(`
    [
      "const fake: FakeFlatpeak<operations>",
      "(property) FakeFlatpeak<operations>.on: <"create-device">(operationId: "create-device", response: FakeResponse<"create-device", operations> | FakeHandler<"create-device", operations>) => () => void",
      "(parameter) body: {
        reference_id?: string;
    } | undefined",
      "(parameter) params: object",
      "(parameter) query: {
        readonly ending_before?: components["parameters"]["EndingBefore"];
        readonly limit?: string;
        readonly reference_id?: components["parameters"]["ReferenceId"];
        readonly starting_after?: components["parameters"]["StartingAfter"];
    }",
      "(property) FakeFlatpeak<operations>.fail: (operationId: OperationId<operations> | "*", fault: Fault) => () => void",
      "const request: RecordedRequest<operations> | undefined",
    ]
  `);
  expect(texts.join()).not.toMatch(/responses:|requestBody|4\d\d \| 4\d\d \| 4\d\d/);
});

test("names of 0.1.0 that are deprecated still have their types", () => {
  const texts = hover(`
    import type { FakeAnswer, StatusAnswer } from "flatpeak/testing";
    let /*?*/ status: FakeAnswer<"create-device">["status"];
    let /*?*/ body: NonNullable<StatusAnswer<201, { id: string }>["body"]>["id"];
  `);
  expect(texts).toEqual(["let status: 201 | 403 | 409", "let body: string"]);
});

test("hover texts of lists and events show the types of their objects", () => {
  const texts = hover(`
    import { createClient, paginate } from "flatpeak";
    import { confirmEvent } from "flatpeak/webhooks";
    const flatpeak = createClient();
    const /*?*/ devices = /*?*/ paginate(flatpeak, "/devices", { params: { query: { limit: 100 } } });
    for await (const /*?*/ device of devices) console.log(device);
    for await (const page of devices.pages()) page./*?*/ next;
    const /*?*/ event = await confirmEvent(flatpeak, "");
    if (event.type === "device.create") /*?*/ event./*?*/ data;
  `);
  expect(texts).toEqual([
    "const devices: Pagination<Device>",
    expect.stringContaining(
      '(alias) paginate<paths, "/devices">(client: ListClient<paths>, path: "/devices", init?: PaginateInit<paths, "/devices"> | undefined): Pagination<Device>',
    ),
    "const device: Device",
    "(property) Page<Device>.next: PageCursor | undefined",
    "const event: WebhookEvent",
    'const event: EventOf<"device.create">',
    '(property) EventOf<"device.create">.data: Device',
  ]);
});

test("hover texts of an error explain it, before and after narrowing", () => {
  const texts = hoverDocumentation(`
    import { createClient } from "flatpeak";
    const { /*?*/ data, /*?*/ error } = await createClient().POST("/devices", { body: {} });
    const result = await createClient().POST("/devices", { body: {} });
    result./*?*/ error;
    if (result.error) result./*?*/ error;
    else result./*?*/ error;
  `);
  expect(texts).toMatchInlineSnapshot(`
    [
      "Body of the response in the form of \`parseAs\`; \`undefined\` without a body, and in the result of a failed call.",
      "Error of the call; \`undefined\` when the call succeeded.",
      "Error of the call; \`undefined\` when the call succeeded.
    Error of the call, always truthy; \`status\` narrows it.",
      "Error of the call, always truthy; \`status\` narrows it.",
      "Error of the call; \`undefined\` when the call succeeded.",
    ]
  `);
});

test("an event is shown as named interfaces", () => {
  const texts = hover(`
    import { createClient } from "flatpeak";
    import type { FlatpeakEvent } from "flatpeak";
    declare const /*?*/ event: FlatpeakEvent;
    createClient({ onEvent: (/*?*/ told) => told.type === "response" && /*?*/ told });
    if (event.type !== "request") /*?*/ event;
  `);
  expect(texts).toMatchInlineSnapshot(`
    [
      "const event: FlatpeakEvent",
      "(parameter) told: FlatpeakEvent",
      "(parameter) told: ResponseEvent",
      "const event: ResponseEvent | RetryEvent | LoginEvent | TokenStoreEvent",
    ]
  `);
});

test("a wrong option of a client is a single error with its name", () => {
  const editor = openEditor(`
    import { createClient } from "flatpeak";
    createClient({ retrys: 1 });
    createClient({ retries: "3" });
    createClient<{ "/things": { get: { responses: object } } }>({ retries: 3 });`);
  const messages = editor
    .getSemanticDiagnostics(FILE)
    .map(({ messageText }) => (typeof messageText === "string" ? messageText : messageText.messageText));
  expect(messages).toEqual([
    "Object literal may only specify known properties, and 'retrys' does not exist in type 'ClientOptions'.",
    "Type 'string' is not assignable to type 'number'.",
    "Argument of type '{ retries: number; }' is not assignable to parameter of type " +
      "'ClientOptions & ContractOptions'.",
  ]);
});

test("hovering createClient shows its options", () => {
  const texts = hover(`
    import { createClient } from "flatpeak";
    /*?*/ createClient({});`);
  expect(texts.at(-1)).toContain("(options?: ClientOptions | undefined): Client<paths>");
});
