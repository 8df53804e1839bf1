import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "flatpeak";
import { operationsOf, textOf } from "../../scripts/contract/document.ts";
import type { ContractOperation } from "../../scripts/contract/document.ts";
import { anyCharacter } from "../support/characters.ts";
import { loadJudge } from "../support/local-flatpeak/judge.ts";
import type { Judge } from "../support/local-flatpeak/judge.ts";
import { readOwnContract } from "../support/own-contract.ts";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";
import { startServer } from "../support/server.ts";
import type { RawServer } from "../support/server.ts";

const RUNS = pickSize(250, 5_000);

let server: RawServer;
let judge: Judge;
let operations: readonly ContractOperation[];

beforeAll(async () => {
  server = await startServer((_request, _incoming, outgoing) => outgoing.end("{}"));
  judge = await loadJudge();
  operations = operationsOf(await readOwnContract()).filter(({ path }) => path !== "/login");
});
afterAll(() => server.close());

type Call = (
  path: string,
  init: object,
) => Promise<{ error?: { kind: string; message: string } | undefined }>;

const namesOf = ({ parameters }: ContractOperation, place: string) =>
  parameters.filter((parameter) => parameter["in"] === place).map(({ name }) => textOf(name) ?? "");

/** All of Unicode, including lone surrogates, and texts with a meaning in a URL, a template or an object. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: anyCharacter }) },
  { weight: 4, arbitrary: fc.string({ unit: "grapheme" }) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom(...Array.from("../\\?#&=+%;:@{}[]$ \n\t\0\ud800é😀")) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("..", "%2e%2E", "__proto__", "constructor", "a/../b", "{id}", "$&"),
  },
);

/** With the Unicode flag, a surrogate pair does not match. */
const hasLoneSurrogate = (value: string) => /\p{Cs}/u.test(value);

const isRefusedInPath = (value: string) =>
  value === "" || /^(\.|%2e){1,2}$/i.test(value) || hasLoneSurrogate(value);

test(
  "every string arrives unchanged at the called operation, or is refused",
  async () => {
    const flatpeak = createClient({ baseUrl: server.origin, token: "bearer", retries: 0 });
    const methods = new Map(Object.entries(flatpeak)) as ReadonlyMap<string, unknown> as ReadonlyMap<
      string,
      Call
    >;
    let received = 0;

    const sendsExactly = async (index: number, texts: readonly string[], body: unknown) => {
      const operation = operations[index % operations.length];
      if (operation === undefined) throw new Error("The contract has no operations");
      const { method, path } = operation;
      const pick = (place: string, offset: number) =>
        namesOf(operation, place).map(
          (name, at) => [name, texts[(at + offset) % texts.length] ?? ""] as const,
        );
      const inPath = pick("path", 0);
      const inQuery = pick("query", 1);
      const given = {
        path: Object.fromEntries(inPath),
        // A list of two if the contract has a parameter: a list repeats its name.
        query: Object.fromEntries(inQuery.map(([name, value]) => [name, [value, texts[0] ?? ""]])),
      };
      const hasBody = operation.requestBody !== undefined;
      const count = server.requests.length;
      const { error } =
        (await methods.get(method)?.(path, { params: given, ...(hasBody && { body }) })) ?? {};

      const refused =
        inPath.some(([, value]) => isRefusedInPath(value)) ||
        inQuery.some(([, value]) => [value, texts[0] ?? ""].some(hasLoneSurrogate));
      const request = server.requests[count];
      if (refused) {
        expect(error?.kind).toBe("usage");
        expect(error?.message).toMatch(/ was not sent: (path|query) parameter "/);
        expect(request).toBeUndefined();
        return;
      }
      received += 1;
      if (request === undefined) throw new Error(`Nothing came: ${error?.message ?? ""}`);
      const [sentPath = "", query = ""] = request.url.split(/\?(.*)/s);
      const headers = { authorization: "Bearer x" };
      const verdict = judge.judgeRequest({
        method: request.method,
        path: sentPath,
        query,
        headers,
        body: undefined,
      });
      expect(verdict.operationId).toBe(operation.node["operationId"]);
      const segments = path.split("/").map((part) => given.path[part.slice(1, -1)] ?? part);
      expect(sentPath.split("/").map(decodeURIComponent)).toEqual(segments);
      const expected = inQuery.flatMap(([name, value]) => [
        [name, value],
        [name, texts[0] ?? ""],
      ]);
      expect([...new URLSearchParams(query)]).toEqual(expected);
      if (hasBody) expect(JSON.parse(request.body)).toEqual(body);
    };

    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 3 })), {
          noNullPrototype: true,
          maxKeys: 4,
        }),
        sendsExactly,
      ),
      { numRuns: RUNS, seed: SEED },
    );
    // The guard does not simply refuse everything.
    expect(received).toBeGreaterThan(RUNS / 4);
  },
  FULL_TIMEOUT,
);
