import { beforeAll, describe, expect, test } from "vitest";
import { compareContracts } from "../../scripts/diff/comparison.ts";
import { renderMarkdown } from "../../scripts/diff/report-text.ts";
import { compileConsumers } from "../support/consumers.ts";
import { changeIn, contractOf, richContract } from "../support/diff-contract.ts";

/** Changes that no operation shows, with the place in the report and the consumer's code that each breaks. */
const CASES = [
  {
    name: "a property of a type that no narrowing of a union reaches",
    edit: ["components schemas TariffData properties customer", undefined],
    where: "`TariffData.customer`",
    code: "(data: Flatpeak.TariffData) => data.customer",
  },
  {
    name: "a property of the data of an event",
    edit: ["components schemas TariffData properties tariff", { type: "number" }],
    where: "`TariffData.tariff`",
    code: '(event: WebhookEvent): string | undefined => event.type === "tariff.new" ? event.data.tariff : ""',
  },
  {
    name: "an event type that is no longer known",
    edit: ["components schemas Event properties type x-known-values", ["owner.new", "state.new"]],
    where: '`WebhookEvent["state.lost"]`',
    code: '(event: WebhookEvent) => event.type === "state.lost"',
  },
  {
    name: "a property of an alternative that only a literal identifies",
    edit: ["components schemas Plan oneOf 0 properties at", { type: "number" }],
    where: "`Plan.at`",
    code: '(plan: Flatpeak.Plan) => plan.kind === "once" ? plan.at.length : 0',
  },
  {
    name: "a property of the values of a free-form object",
    edit: [
      "components schemas State properties more",
      { type: "object", properties: { known: { type: "string" } } },
    ],
    where: "`State.more`",
    code: '(state: Flatpeak.State) => state.more?.["any"]',
  },
] as const;

describe("changes of anything that a consumer can name or reach are breaking", () => {
  let broken: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    const old = (await contractOf(richContract())).document;
    const pairs = await Promise.all(
      CASES.map(async ({ edit, code }) => {
        const text = `import type * as Flatpeak from "flatpeak";
import type { WebhookEvent } from "flatpeak/webhooks";
export type Events = WebhookEvent | Flatpeak.Event;
export const use = ${code};`;
        const { document } = await contractOf(changeIn(richContract(), edit));
        return [
          { document: old, text },
          { document, text },
        ];
      }),
    );
    broken = compileConsumers(pairs.flat());
  });

  test.each(CASES.map((entry, index) => ({ ...entry, index })))("$name", async ({ edit, where, index }) => {
    const report = compareContracts(
      await contractOf(richContract()),
      await contractOf(changeIn(richContract(), edit)),
    );
    expect(broken[2 * index]).toEqual([]);
    expect(broken[2 * index + 1]).not.toEqual([]);
    const breaking = report.changes.filter((change) => change.class === "breaking");
    expect(breaking).toContainEqual(
      expect.objectContaining({ where: expect.stringContaining(where) as string }),
    );
    expect(report.unjudged).toEqual([]);
    const text = renderMarkdown(report);
    expect(text).toMatch(/- \d+ read an exported type: .*\b[A-Z]\w+/);
    expect(text).toContain("Programs that construct responses");
  });
});
