import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readContract } from "../../scripts/contract/contract.ts";
import { renderCode } from "../../scripts/generate/files.ts";
import { readObserveArguments } from "../../scripts/observe/arguments.ts";
import { readObservations } from "../../scripts/observe/lines.ts";
import { observe } from "../../scripts/observe/observe.ts";
import { addActions } from "../../scripts/observe/overlay-text.ts";
import { proposeChanges } from "../../scripts/observe/proposal.ts";
import { travel } from "../../scripts/verify/journey.ts";
import { renderLines } from "../../scripts/verify/lines.ts";
import { createRecord } from "../../scripts/verify/record.ts";
import { stageFake } from "../../scripts/verify/staged.ts";
import { runInProcess } from "../support/in-process.ts";
import { readOverlaidContract } from "../support/own-contract.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RELEASE = "2025-09-14.anode";

/** A line of a file of findings. */
function line(fields: object): string {
  const finding = {
    kind: "unknown-property",
    operationId: "get-customer",
    status: 200,
    pointer: "/grid_zone",
    expected: "nothing",
    received: "string",
    contract: RELEASE,
    firstSeen: "2026-11-27T07:30:00.000Z",
  };
  return `${JSON.stringify({ ...finding, ...fields })}\n`;
}

/** Proposal for these lines. */
async function propose(...lines: readonly object[]) {
  const text = lines.map(line).join("");
  const { observed } = readObservations([{ name: "drift.jsonl", text }]);
  return proposeChanges(await readOverlaidContract(), observed);
}

let root: string;
let said: string[];

// A separate project, which the tests may change.
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flatpeak-observe-"));
  mkdirSync(join(root, "spec"));
  cpSync(join(ROOT, "spec"), join(root, "spec"), { recursive: true });
  cpSync(join(ROOT, ".prettierrc.json"), join(root, ".prettierrc.json"));
  said = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const run = (text: string, apply: boolean): Promise<number> => {
  const file = join(root, "drift.jsonl");
  writeFileSync(file, text);
  return observe(root, { files: [file], apply, out: join(root, "observed.yaml") });
};
const overlay = (): string => readFileSync(join(root, "spec/overlay.yaml"), "utf8");

describe("a finding becomes a change of the contract", () => {
  const mark = { date: "2026-11-27", release: RELEASE, count: 1 };
  test.each<[string, object, object[]]>([
    [
      "an unknown property is added",
      {},
      [
        {
          target: "$.components.schemas.Customer",
          update: { properties: { grid_zone: { type: "string", "x-observed": mark } } },
        },
      ],
    ],
    [
      "a missing property is no longer required",
      { kind: "missing-property", operationId: "list-devices", pointer: "/data/*/id", received: "nothing" },
      [
        { target: "$.components.schemas.Device.required[?@ == 'id']", remove: true },
        { target: "$.components.schemas.Device.properties.id", update: { "x-observed": mark } },
      ],
    ],
    [
      "another type replaces the type, and what belongs to it",
      { kind: "wrong-type", operationId: "get-device", pointer: "/last_seen", received: "number" },
      [
        { target: "$.components.schemas.Device.properties.last_seen.format", remove: true },
        { target: "$.components.schemas.Device.properties.last_seen.example", remove: true },
        {
          target: "$.components.schemas.Device.properties.last_seen",
          update: { type: "number", "x-observed": mark },
        },
      ],
    ],
    [
      "null becomes possible",
      { kind: "wrong-type", operationId: "get-device", pointer: "/last_seen", received: "null" },
      [
        {
          target: "$.components.schemas.Device.properties.last_seen",
          update: { nullable: true, "x-observed": mark },
        },
      ],
    ],
    [
      "a status of an error gets an open body",
      { kind: "undocumented-status", operationId: "get-device", status: 401, pointer: "", received: "401" },
      [
        {
          target: "$.paths['/devices/{id}'].get.responses",
          update: {
            401: {
              description: "Observed; not documented by Flatpeak.",
              content: { "application/json": { schema: { type: "object", additionalProperties: true } } },
              "x-observed": mark,
            },
          },
        },
      ],
    ],
    [
      "an operation becomes deprecated",
      { kind: "sunset", operationId: "list-devices", pointer: "", received: "a header" },
      [{ target: "$.paths['/devices'].get", update: { deprecated: true, "x-observed": mark } }],
    ],
  ])("%s", async (_, finding, actions) => {
    expect(await propose(finding)).toEqual({
      actions,
      changes: [expect.stringContaining("(1x)")],
      open: [],
      marked: 0,
    });
  });

  test.each<[object, string]>([
    [{ pointer: "/*" }, "may be data"],
    [{ kind: "other-version", pointer: "", received: "2027-01-31.busbar" }, "import the pages"],
    [{ kind: "wrong-type", pointer: "/id", received: "array" }, "array was received"],
    [{ kind: "missing-property", operationId: "gone" }, "no such operation"],
    [
      { kind: "wrong-type", operationId: "webhook", status: null, pointer: "/data/id", received: "null" },
      "no schema",
    ],
  ])("%j is left to a person", async (finding, reason) => {
    const { actions, open } = await propose(finding);
    expect(actions).toEqual([]);
    expect(open).toEqual([expect.stringContaining(reason)]);
  });

  test("two types at one place, and types that conform elsewhere, are left to a person", async () => {
    const wrong = {
      kind: "wrong-type",
      operationId: "get-device",
      pointer: "/live_mode",
      received: "string",
    };
    expect((await propose(wrong, { ...wrong, received: "number" })).actions).toEqual([]);
    const conforming = { kind: "conforms", operationId: "create-device", status: 201 };
    expect((await propose(wrong, conforming)).open).toEqual([expect.stringContaining("conform")]);
    expect((await propose(wrong)).open).toEqual([]);
  });

  test("a conforming operation is marked with the number of its successes", async () => {
    const one = { kind: "conforms", operationId: "create-device", status: 201, count: 3 };
    const later = { ...one, count: 2, firstSeen: "2026-12-01T00:00:00Z" };
    const update = { "x-observed": { date: "2026-12-01", release: RELEASE, count: 5 } };
    expect(await propose(one, later)).toMatchObject({
      actions: [{ target: "$.paths['/devices'].post", update }],
      marked: 1,
    });
    const refused = { ...one, status: 409 };
    expect((await propose(refused)).marked).toBe(0);
  });

  test("all required properties can be removed from the list", async () => {
    const document = await readOverlaidContract();
    const required = ["id", "object", "live_mode", "reference_id", "time_created", "account_id"];
    const { actions } = await propose(
      ...required.map((name) => ({
        kind: "missing-property",
        operationId: "get-device",
        pointer: `/${name}`,
        received: "nothing",
      })),
    );
    expect(document).toBeDefined();
    expect(actions.flatMap((action) => ("remove" in action ? [action.target] : [])).at(-1)).toBe(
      "$.components.schemas.Device.required",
    );
  });
});

describe("lines that are not findings", () => {
  test("are reported by file and line without quotes, and nothing is written", async () => {
    const before = overlay();
    const secret = "jane.doe@example.com";
    const text = [
      line({}),
      "no json\n",
      "\n",
      "[]\n",
      line({ kind: secret }),
      line({ pointer: `/${secret}` }),
      line({ received: secret }),
      line({ status: "200" }),
      line({ count: -1 }),
      line({ contract: undefined }),
    ].join("");
    const failure = run(text, true);
    await expect(failure).rejects.toThrow(/drift\.jsonl:2: not a JSON object\n.*:4: not a JSON object\n/);
    const { message } = (await failure.catch((error: unknown) => error as Error)) as Error;
    expect(message.match(/drift\.jsonl:\d+/g)?.map((place) => place.split(":")[1])).toEqual([
      "2",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
      "10",
    ]);
    expect(message).not.toContain(secret);
    expect(overlay()).toBe(before);
    expect(existsSync(join(root, "observed.yaml"))).toBe(false);
  });

  test("are counted beyond twenty, and the last line says that nothing was written", async () => {
    const { stderr } = await runInProcess("", () => run("no json\n".repeat(23), false), []);
    expect(stderr.trimEnd().split("\n").slice(20)).toEqual(["and 3 more", "nothing was written"]);
  });

  test("other fields of a line are not written", async () => {
    await run(line({ note: "jane.doe@example.com", expected: "jane.doe@example.com" }), false);
    expect(said.join("\n") + readFileSync(join(root, "observed.yaml"), "utf8")).not.toContain("jane");
  });
});

describe("npm run spec:observe", () => {
  test("proposes an overlay, and does not change the contract", async () => {
    const before = overlay();
    expect(await run(line({}), false)).toBe(0);
    expect(readFileSync(join(root, "observed.yaml"), "utf8")).toMatch(/^overlay: 1\.0\.0\n[^]*grid_zone/);
    expect(overlay()).toBe(before);
  });

  test("--apply adds to the overlay once, and the generated code has the change", async () => {
    const before = overlay();
    await run(line({}) + line({ kind: "missing-property", pointer: "/id", received: "nothing" }), true);
    const applied = overlay();
    expect(applied.startsWith(before.trimEnd())).toBe(true);
    const contract = await readContract(
      { file: join(root, "spec/flatpeak.yaml"), name: "spec" },
      { file: join(root, "spec/overlay.yaml"), name: "overlay" },
    );
    const [schema] = renderCode(contract, root);
    expect(schema?.text).toMatch(/Observed: 1 response of release 2025-09-14\.anode[^]*?grid_zone\?: string/);

    await run(line({}), true);
    expect(overlay()).toBe(applied);
    expect(said.at(-1)).toContain("Changes: 0");
    await run(line({ pointer: "/region" }), true);
    expect(overlay()).toMatch(/grid_zone:[^]*region:/);
    expect(overlay().match(/From observed responses/g)).toHaveLength(1);
  });

  test("a file of npm run verify replaces inferences by marks, and each staged deviation becomes a change or a question", async () => {
    const record = createRecord();
    const { accountId, apiKey, fetch } = stageFake();
    const end = await travel({ accountId, apiKey, fetch }, record, new AbortController().signal);
    expect(await run(renderLines(record, end, new Date()), true)).toBe(0);
    const summary = said.join("\n");
    for (const id of ["get-customer", "get-device", "list-tariffs", "get-tariff", "delete-customer"])
      expect(summary).toMatch(new RegExp(`Changes:[^]*${id}[^]*To decide:`));
    expect(summary).toMatch(/To decide:[^]*list-devices[^]*list-locations[^]*Settled questions:/);
    expect(overlay().match(/x-observed:\n/g)?.length).toBeGreaterThan(25);
  });

  test("findings of another release are left out", async () => {
    expect(await run(line({ contract: "2024-01-01.zero" }), true)).toBe(0);
    expect(said.join("\n")).toContain(`Left out, not of release ${RELEASE}: 1`);
    expect(overlay()).toBe(readFileSync(join(ROOT, "spec/overlay.yaml"), "utf8"));
  });

  test("an overlay that does not end with its actions is refused", () => {
    const text = "overlay: 1.0.0\nactions:\n  - target: $.info\n    remove: true\nx-end: 1\n";
    expect(() => addActions(text, "overlay.yaml", [{ target: "$.tags", remove: true }])).toThrow(
      "overlay.yaml: must end with its list of actions",
    );
  });

  test("names an unknown option without Node's advice about positional arguments", () => {
    expect(() => readObserveArguments(["--aply", "b.jsonl"])).toThrow(/^Unknown option '--aply'$/);
  });

  test.each([[[]], [["--apply", "--out", "a.yaml", "b.jsonl"]], [["--aply", "b.jsonl"]], [[""]]])(
    "the command line %j is refused",
    (words) => {
      expect(() => readObserveArguments(words)).toThrow();
    },
  );
});
