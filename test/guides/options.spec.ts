import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("options");

test("options of a client are changed for a call", async () => {
  const { said } = await page.run("Options");
  expect(said.at(-1)).toEqual(["log", "in time"]);
});

page.everyBlockRan();
