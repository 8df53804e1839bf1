import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("first-call");
const ID = expect.stringMatching(/^dev_[0-9a-f]{24}$/);

test("a device is created", async () => {
  expect((await page.run("first-call.ts")).said).toEqual([["log", ID, "DEV1234567890"]]);
});

test("the device is found by its reference", async () => {
  const { said } = await page.run("read.ts");
  expect(said).toEqual([["log", "DEV1234567890", "since", expect.stringMatching(/^\d{4}-/)]]);
});

test("without an account, the second response is the one on the page", async () => {
  const { said } = await page.run("without-account.ts");
  expect(page.markdown).toContain(`\`\`\`text\n${String(said[0]?.[1])}\n\`\`\``);
});

page.everyBlockRan();
