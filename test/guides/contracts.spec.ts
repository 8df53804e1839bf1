import { expect, test } from "vitest";
import { openPage } from "./blocks.ts";

const seen: string[] = [];
const page = openPage("contracts", {
  elsewhere: async (url) => {
    seen.push(url);
    return Response.json({ name: "A thing" });
  },
});

// setup.ts has run the page's command to generate code.
test("a client for another contract works", async () => {
  expect((await page.run("Other contracts")).said).toEqual([["log", "A thing"]]);
  expect(seen).toEqual(["https://api.example.com/things/t1"]);
});

test("a client with API keys and basic auth works", async () => {
  expect((await page.run("Credentials")).said).toEqual([["log", "A thing"]]);
  expect(seen.at(-1)).toBe("https://api.example.com/things/t1?vault=key-of-the-vault");
});

page.everyBlockRan();
