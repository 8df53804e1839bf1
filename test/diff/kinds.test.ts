import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { beforeAll, describe, expect, test } from "vitest";
import { compareContracts } from "../../scripts/diff/comparison.ts";
import type { Report } from "../../scripts/diff/report.ts";
import { compileConsumers } from "../support/consumers.ts";
import { CASES, RULES } from "../support/diff-cases.ts";
import { contractOf, smallContract } from "../support/diff-contract.ts";
import { pickSize } from "../support/sizes.ts";

const PAGE = fileURLToPath(new URL("../../docs/changes.md", import.meta.url));
const VERDICTS = { breaking: "major", addition: "minor", documentation: "patch" } as const;

const compare = async (to: object): Promise<Report> =>
  compareContracts(await contractOf(smallContract()), await contractOf(to));

/** Only every nth kind is compared and compiled. The documentation is compared with all of them. */
const STEP = pickSize(6, 1);
const cases = CASES.filter((_, index) => index % STEP === 0);
const rules = RULES.filter((_, index) => index % STEP === 0);

describe.each([...cases, ...rules])("$name", ({ to, class: name, where, why }) => {
  test(`is ${name}, and the report says where and why`, async () => {
    const { verdict, changes, unjudged } = await compare(to);
    expect({ verdict, unjudged }).toEqual({ verdict: VERDICTS[name], unjudged: [] });
    const told = expect.objectContaining({
      class: name,
      where: expect.stringContaining(where) as string,
      why,
    }) as object;
    expect(changes).toContainEqual(told);
    const breaking = changes.filter((change) => change.class === "breaking");
    expect(breaking.map(({ what }) => what)).not.toContain("no longer compiles");
  });
});

describe("code that a consumer may have", () => {
  let outcomes: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    const wrap = (code: string): string =>
      `import type * as Flatpeak from "flatpeak";\nexport async function use(client: Flatpeak.Client) { ${code} }`;
    const old = (await contractOf(smallContract())).document;
    const pairs = await Promise.all(
      cases.map(async ({ to, code }) => [
        { document: old, text: wrap(code) },
        { document: (await contractOf(to)).document, text: wrap(code) },
      ]),
    );
    outcomes = compileConsumers(pairs.flat());
  });

  test.each(cases.map((entry, index) => ({ ...entry, index })))("agrees: $name", ({ index, class: name }) => {
    expect(outcomes[2 * index]).toEqual([]);
    const problems = outcomes[2 * index + 1] ?? [];
    if (name === "breaking") expect(problems).not.toEqual([]);
    else expect(problems).toEqual([]);
  });
});

test("a contract compared with itself has no changes and compiles nothing", async () => {
  expect(await compare(smallContract())).toEqual({
    verdict: "none",
    changes: [],
    programs: [],
    unjudged: [],
  });
});

test("the table of kinds in the documentation matches the report", async () => {
  const page = await readFile(PAGE, "utf8");
  const rows = [...CASES, ...RULES].map(
    ({ name, class: of, why }) => `| ${name} | ${of} | ${why.replaceAll("|", "\\|")} |`,
  );
  const table = ["| Change | Class | Why, as in the report |", "| --- | --- | --- |", ...rows].join("\n");
  const filled = page.replace(
    /(<!-- kinds -->\n)[^]*(<!-- end of kinds -->)/,
    (_, begin: string, end: string) => {
      return `${begin}\n${table}\n\n${end}`;
    },
  );
  await expect(await format(filled, { parser: "markdown" })).toMatchFileSnapshot(PAGE);
});
