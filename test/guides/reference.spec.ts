import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { createApplication, ReflectionKind } from "../../scripts/docs/reference.ts";
import type { DeclarationReflection, ProjectReflection } from "../../scripts/docs/reference.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let project: ProjectReflection;
let exported: readonly DeclarationReflection[];

beforeAll(async () => {
  const app = await createApplication(ROOT);
  const converted = await app.convert();
  if (converted === undefined) throw new Error("the code does not compile");
  project = converted;
  exported = (project.children ?? []).flatMap((module) => module.children ?? []);
}, 120_000);

/** Members that users write. Inherited ones, such as `Error.stack`, are documented elsewhere. */
function membersOf(declaration: DeclarationReflection): readonly DeclarationReflection[] {
  const { children = [], type } = declaration;
  const literal = type?.type === "reflection" ? (type.declaration.children ?? []) : [];
  return [...children, ...literal].filter(
    (child) => child.inheritedFrom === undefined && child.overwrites === undefined && !child.flags.isExternal,
  );
}

function isDocumented(declaration: DeclarationReflection): boolean {
  const literal =
    declaration.type?.type === "reflection" ? (declaration.type.declaration.signatures ?? []) : [];
  const comments = [declaration, ...(declaration.signatures ?? []), ...literal].map(({ comment }) => comment);
  return comments.some((comment) => (comment?.summary.length ?? 0) > 0);
}

/** True for a single value, or a type that is documented at its declaration. */
function saysItself({ type }: DeclarationReflection): boolean {
  return type?.type === "literal" || (type?.type === "intrinsic" && type.name === "undefined");
}

const isReference = (declaration: DeclarationReflection): boolean =>
  declaration.kindOf(ReflectionKind.Reference);

test("every export has a description", () => {
  const bare = exported.filter((one) => !isReference(one) && !isDocumented(one));
  expect(exported.length).toBeGreaterThan(50);
  expect(bare.map((one) => one.getFullName())).toEqual([]);
});

test("every property and method has a description, unless it has only one possible value", () => {
  const bare = exported
    .flatMap(membersOf)
    .filter((one) => !one.kindOf(ReflectionKind.Constructor) && !saysItself(one) && !isDocumented(one));
  expect(bare.map((one) => one.getFullName())).toEqual([]);
});

test("every function has an example", () => {
  const functions = exported.filter((one) => one.kindOf(ReflectionKind.Function));
  const without = functions.filter(
    ({ signatures = [] }) => !signatures.some(({ comment }) => comment?.getTag("@example")),
  );
  expect(functions.length).toBeGreaterThan(4);
  expect(without.map((one) => one.getFullName())).toEqual([]);
});

test("every optional option has its default", () => {
  const options = exported
    .filter(({ name }) => name.endsWith("Options"))
    .flatMap((one) => one.children ?? [])
    .filter(({ flags }) => flags.isOptional);
  const silent = options.filter(({ comment }) => {
    const text = comment?.summary.map((part) => part.text).join("") ?? "";
    return !/default/i.test(text);
  });
  expect(options.length).toBeGreaterThan(20);
  expect(silent.map((one) => one.getFullName())).toEqual([]);
});
