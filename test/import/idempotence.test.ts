import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { createWorkplace, makePage, SMALL } from "../support/importing.ts";
import { FULL_TIMEOUT, pickSize, SEED } from "../support/sizes.ts";
import type { Workplace } from "../support/importing.ts";

/** An overlay that fits every contract. */
const OVERLAY = `overlay: 1.0.0
info: { title: T, version: "1" }
actions:
  - target: $.info
    update: { x-note: Seen. }
`;

/** Texts with a special meaning in YAML, or with several layouts. */
const ODD_TEXTS = [
  ...["yes", "null", "~", "1.0", "0x1F", "1_000", "2020-01-01", "12:30:45", "", "<<", "=", "---", "..."],
  ...[
    " leading",
    "trailing ",
    "a: b",
    "a #b",
    "# a",
    "- a",
    "? a",
    "'",
    '"',
    "\\",
    "{}",
    "[a",
    "| a",
    ">",
    "%",
    "@",
  ],
  ...[
    "&a",
    "*a",
    "!a",
    "two\nlines",
    "ends\n",
    "ends twice\n\n",
    "\nstarts",
    "tab\tin",
    "  \n  ",
    "a  \nb",
    "a\u00a0b",
  ],
  ...[
    "a\u2028b",
    "a\u0085b",
    "é😀",
    "`code`",
    "words ".repeat(30),
    "word".repeat(40),
    "a:\n  b: |\n    c\n\n\nd",
  ],
];
const text = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  // The content of a fenced block must not close it.
  fc.string({ unit: "grapheme", maxLength: 40 }).filter((candidate) => !/`{3}|~{3}/.test(candidate)),
);
/** In a layout that no import writes. The parser reads a plain `<<` as a merge key. */
const LAYOUT = { lineWidth: 0, compat: "yaml-1.1" } as const;

const NAMES = ["A", "b.c", "Yes", "on", "1", "10", "a-b"];
const PATHS = ["/things", "/things/{id}", "/a~b", "/ö", "/2020-01-01", "/null"];

const { schema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record(
      {
        type: fc.constant("string"),
        description: text,
        enum: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record({ type: fc.constant("number"), example: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ $ref: fc.constantFrom(...NAMES).map((name) => `#/components/schemas/${name}`) }),
    fc.record(
      {
        type: fc.constant("object"),
        title: text,
        example: fc.jsonValue({ maxDepth: 2 }),
        default: fc.constant({}),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record(
      {
        properties: fc.dictionary(text, tie("schema"), { maxKeys: 4, noNullPrototype: true }),
        type: fc.constant("object"),
        description: text,
      },
      { requiredKeys: ["type", "properties"] },
    ),
  ),
}));

const operation = fc.record(
  {
    summary: text,
    tags: fc.uniqueArray(text, { maxLength: 2 }),
    parameters: fc.array(fc.record({ in: fc.constant("query"), name: text, schema }), { maxLength: 2 }),
    responses: fc.record({
      "200": fc.record({
        content: fc.record({ "application/json": fc.record({ schema }) }),
        description: text,
      }),
    }),
  },
  { requiredKeys: ["responses"] },
);

const METHODS = ["put", "get", "delete"];

/** A contract in which every reference has a target. */
const contract = fc.record({
  paths: fc.dictionary(
    fc.constantFrom(...PATHS),
    fc.dictionary(fc.constantFrom(...METHODS), operation, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
    { minKeys: 1, maxKeys: 3, noNullPrototype: true },
  ),
  schemas: fc.tuple(...NAMES.map(() => schema)),
});

type Contract = typeof contract extends fc.Arbitrary<infer Value> ? Value : never;

function componentsOf({ schemas }: Contract): object {
  // Not only a `$ref`: a schema must not be, or extend, itself.
  const named = schemas.map((value, index) => [NAMES[index], "$ref" in value ? { items: value } : value]);
  return { schemas: Object.fromEntries(named) as object };
}

/** One page per operation, as in the documentation. */
function pagesOf(drawn: Contract): readonly string[] {
  return Object.entries(drawn.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, value]) =>
      makePage({
        operation: `${method.toUpperCase()} ${path}`,
        rest: stringify({ paths: { [path]: { [method]: value } }, components: componentsOf(drawn) }, LAYOUT),
      }),
    ),
  );
}

/** Runs in a workplace that is removed afterwards. */
async function within<T>(work: (place: Workplace) => Promise<T>): Promise<T> {
  const place = createWorkplace(SMALL, OVERLAY);
  try {
    return await work(place);
  } finally {
    place.remove();
  }
}

/** Imports twice, then imports the result as a whole document; returns the contract. */
async function importAgain(place: Workplace, sources: readonly string[]): Promise<string> {
  expect(await place.problemsOf(sources)).toEqual([]);
  const imported = place.contract();
  expect(imported).not.toBe(SMALL);
  await place.import(sources);
  expect(place.contract()).toBe(imported);
  await place.import([place.write("whole.yaml", imported)]);
  expect(place.contract()).toBe(imported);
  return imported;
}

const RUNS = pickSize(10, 300);

test(
  "importing pages again changes nothing, nor does importing their result",
  async () => {
    await fc.assert(
      fc.asyncProperty(contract, async (drawn) => {
        const write = (place: Workplace) =>
          pagesOf(drawn).map((page, index) => place.write(`${index}.md`, page));
        const imported = await within((place) => importAgain(place, write(place)));
        // In any order.
        await within(async (place) => {
          await place.import(write(place).toReversed());
          expect(place.contract()).toBe(imported);
        });
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  FULL_TIMEOUT,
);

test(
  "importing a document again changes nothing, nor does importing its result",
  async () => {
    await fc.assert(
      fc.asyncProperty(contract, fc.boolean(), async (drawn, isJson) => {
        const document = {
          paths: drawn.paths,
          openapi: "3.0.3",
          components: componentsOf(drawn),
          info: { version: "2", title: "Drawn" },
        };
        const [name, source] = isJson
          ? ["a.json", JSON.stringify(document)]
          : ["a.yaml", stringify(document, { ...LAYOUT, indent: 4 })];
        await within((place) => importAgain(place, [place.write(name, source)]));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  FULL_TIMEOUT,
);
