import { beforeAll, describe, expect, test } from "vitest";
import { renderSchema } from "../../scripts/generate/schema.ts";
import { compileLiterals } from "../support/literals.ts";
import { KEYWORD_CASES } from "../support/keyword-cases.ts";
import { NORMALISE_CASES } from "../support/normalise-cases.ts";
import { REFERENCE_CASES } from "../support/reference-cases.ts";

const CASES = [...NORMALISE_CASES, ...KEYWORD_CASES, ...REFERENCE_CASES];

let judged: ReturnType<typeof compileLiterals> = { objections: [], broken: [] };
const literals = CASES.flatMap(({ name, valid, invalid }) =>
  [valid, invalid].flatMap((kind) =>
    Object.entries(kind).flatMap(([type, texts]) =>
      texts.map((text) => ({
        ...{ module: name, isValid: kind === valid, text, name: type },
        type: type.includes("[") ? type : `components["schemas"][${JSON.stringify(type)}]`,
      })),
    ),
  ),
);

beforeAll(() => {
  const modules = new Map<string, string>();
  for (const { name, document } of CASES) modules.set(name, renderSchema(document));
  judged = compileLiterals(modules, literals);
});

test("types of every shape of a schema compile by themselves", () => {
  expect(judged.broken).toEqual([]);
});

describe.each(CASES.map(({ name }) => name))("%s", (name) => {
  const own = literals
    .map((literal, index) => ({ ...literal, index }))
    .filter(({ module }) => module === name);

  test.each(own.filter(({ isValid }) => isValid))("$name: $text compiles", ({ index }) => {
    expect(judged.objections[index]).toEqual([]);
  });

  test.each(own.filter(({ isValid }) => !isValid))("$name: $text does not compile", ({ index }) => {
    expect(judged.objections[index]).not.toEqual([]);
  });
});
