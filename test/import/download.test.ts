import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { download } from "../../scripts/import/download.ts";
import { refuseAddress } from "../../scripts/import/address.ts";
import { createWorkplace, makePage, SMALL } from "../support/importing.ts";
import type { Workplace } from "../support/importing.ts";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const THING = "Thing: { type: object, properties: { next: { $ref: '#/Thing' } } }\n";
const REMOTE = SMALL.replace(/ {2}schemas:[^]*/, '  schemas:\n    Thing: { $ref: "parts.yaml#/Thing" }\n');
const PAGE = makePage({
  rest: 'paths: { /things: { get: { responses: { "200": { description: New } } } } }',
});

/** Responses of the server by path; a text that starts with `http` is a redirect. */
const ANSWERS: Readonly<Record<string, string>> = {
  "/things.yaml": SMALL.replace("All", "New"),
  "/remote.yaml": REMOTE,
  "/parts.yaml": THING,
  "/evil.yaml": SMALL.replace(
    / {2}schemas:[^]*/,
    '  schemas:\n    A: { $ref: "http://example.com/a.yaml" }\n',
  ),
  "/reference/list-things.md": PAGE,
  "/page": PAGE,
  "/moved": "/things.yaml",
  "/away": "http://example.com/things.yaml",
  "/round": "/round",
};

let place: Workplace;
let server: RawServer;

beforeEach(async () => {
  place = createWorkplace();
  server = await startServer(({ url }, _, answer) => {
    const body = ANSWERS[url.replace(/\?.*/, "")];
    if (url === "/silent") return;
    if (url === "/endless") {
      answer.write("a".repeat(2000));
      return;
    }
    if (body === undefined) answer.writeHead(404).end();
    else if (/^(\/|http)\S*$/.test(body)) answer.writeHead(302, { location: body }).end();
    else answer.end(body);
  });
});

afterEach(async () => {
  place.remove();
  await server.close();
});

test("a document and a page are imported from addresses, and x-source has the address of the page", async () => {
  await place.import([`${server.origin}/things.yaml`]);
  expect(place.contract()).toBe(SMALL.replace("All", "New"));
  await place.import([`${server.origin}/reference/list-things.md?a=b#c`]);
  expect(place.contract()).toContain(`x-source: ${server.origin}/reference/list-things.md\n`);
  await place.import([`${server.origin}/page`]);
  expect(place.contract()).toContain(`x-source: ${server.origin}/page\n`);
});

test("a redirect is followed, but not to plain http on another host, and only a limited number of times", async () => {
  expect((await download(new URL(`${server.origin}/moved`))).toString()).toBe(SMALL.replace("All", "New"));
  expect(await place.problemsOf([`${server.origin}/away`])).toEqual([
    `${server.origin}/away: redirects to http://example.com/things.yaml: plain http can be changed in transit; use https`,
  ]);
  expect(await place.problemsOf([`${server.origin}/round`])).toEqual([
    `${server.origin}/round: redirects more than 5 times`,
  ]);
});

test("a download that is not a document, too large, too slow or missing is reported as such", async () => {
  const limits = { bytes: 1000, milliseconds: 200 };
  const refusal = (path: string): Promise<unknown> =>
    download(new URL(server.origin + path), limits).catch((error: unknown) => error);
  const messageOf = async (path: string): Promise<string> =>
    String(await refusal(path)).replace("Error: ", "");
  expect(await messageOf("/none")).toBe(`${server.origin}/none: returned status 404; check the address`);
  expect(await messageOf("/endless")).toMatch("/endless: larger than 1000 bytes; save it as a file");
  expect(await messageOf("/silent")).toMatch("/silent: took longer than 0.2 s; try again");
  await server.close();
  expect(await messageOf("/things.yaml")).toMatch(/things\.yaml: .+; try again/);
  server = await startServer(() => undefined);
});

test.each([
  ["https://example.com/a", undefined, undefined],
  ["http://127.0.0.1:80/a", undefined, undefined],
  ["http://[::1]/a", "http://localhost/", undefined],
  [
    "http://localhost/a",
    "https://example.com/",
    "is on this computer; only a source on this computer may refer to it",
  ],
  ["http://127.0.0.1.example.com/a", undefined, "plain http can be changed in transit; use https"],
  ["ftp://example.com/a", undefined, "ftp: is not supported; use https, or a file"],
  ["file:///etc/passwd", undefined, "file: is not supported; use https, or a file"],
])("the address %s, from %s, is checked", (address, from, refusal) => {
  expect(refuseAddress(new URL(address), from === undefined ? undefined : new URL(from))).toBe(refusal);
});

test("plain http and other kinds of address are refused before anything is sent", async () => {
  expect(await place.problemsOf(["http://example.com/a.yaml"])).toEqual([
    "http://example.com/a.yaml: plain http can be changed in transit; use https",
  ]);
});

test("remote references are followed only with --follow-refs, and never to plain http", async () => {
  const address = `${server.origin}/remote.yaml`;
  expect(await place.problemsOf([address])).toEqual([
    `${address}:38:20: parts.yaml#/Thing: remote references are not followed; add --follow-refs to bundle them`,
  ]);
  expect(server.requests.map(({ url }) => url)).toEqual(["/remote.yaml"]);
  expect(await place.problemsOf([`${server.origin}/evil.yaml`], { followRefs: true })).toEqual([
    `${server.origin}/evil.yaml:38:16: http://example.com/a.yaml: plain http can be changed in transit; use https`,
  ]);
  await place.import([address], { followRefs: true });
  expect(place.contract()).toContain('$ref: "#/components/schemas/Thing"');
});

test("the address of an example is not fetched", async () => {
  const text = `${SMALL}  examples:\n    E:\n      externalValue: ${server.origin}/things.yaml\n`;
  const file = place.write("a.yaml", text);
  expect(await place.import([file], { followRefs: true })).toBe(0);
  expect(server.requests).toEqual([]);
  expect(place.contract()).toBe(readFileSync(file, "utf8"));
});
