import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("journey");

test("the program prints the output on the page", async () => {
  const { said } = await page.run("journey.ts");
  expect(page.markdown).toContain(
    `\`\`\`text\n${said.map(([, line]) => `${String(line)}\n`).join("")}\`\`\``,
  );
});

page.everyBlockRan();
