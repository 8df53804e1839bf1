import { readFileSync } from "node:fs";
import ts from "typescript";

const INDEX = new URL("../../src/index.ts", import.meta.url);

/** Exports of every generated file, and types that openapi-typescript writes into it where a contract needs them. */
const OWN_NAMES = [
  "paths",
  "components",
  "operations",
  "webhooks",
  "$defs",
  "WithRequired",
  "FlattenedDeepRequired",
];

/** Names of ECMAScript and TypeScript: a type of that name in scope would shadow what readers take it for. */
const BUILT_IN_NAMES = `
  AggregateError Array ArrayBuffer ArrayLike AsyncFunction AsyncGenerator AsyncIterable AsyncIterator Atomics Awaited
  BigInt BigInt64Array BigUint64Array Boolean Capitalize ConstructorParameters DataView Date Error EvalError Exclude
  Extract FinalizationRegistry Float32Array Float64Array Function Generator Infinity InstanceType Int16Array Int32Array
  Int8Array Intl Iterable IterableIterator Iterator JSON Lowercase Map Math NaN NonNullable Number Object Omit
  OmitThisParameter Parameters Partial Pick Promise PromiseLike PropertyKey Proxy RangeError Readonly ReadonlyArray
  ReadonlyMap ReadonlySet Record ReferenceError Reflect RegExp Required ReturnType Set SharedArrayBuffer String Symbol
  SyntaxError TemplateStringsArray ThisParameterType ThisType TypeError URIError Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray Uncapitalize Uppercase WeakMap WeakRef WeakSet globalThis
`
  .trim()
  .split(/\s+/);

const SDK_NAMES = readSdkNames();
const TAKEN = new Set([...OWN_NAMES, ...BUILT_IN_NAMES, ...SDK_NAMES]);

/**
 * The name under which each schema is exported. A schema keeps its own name where that is free; otherwise it becomes
 * PascalCase if TypeScript could not declare it, and `Error` becomes `ErrorBody`, any other taken name gets the suffix
 * `Schema`. Where two schemas would then meet, the one of that very name has it and the other has none.
 */
export function nameSchemas(schemas: readonly string[]): ReadonlyMap<string, string> {
  const wishes = schemas.map((schema) => [schema, nameSchema(schema)] as const);
  const rivals = new Map<string, number>();
  for (const [, name] of wishes) rivals.set(name, (rivals.get(name) ?? 0) + 1);
  const granted = wishes.filter(
    ([schema, name]) => isDeclarable(name) && (schema === name || rivals.get(name) === 1),
  );
  return new Map(granted);
}

/** The schemas that have another name because the SDK exports something under theirs. */
export function findShadowedSchemas(schemas: readonly string[]): readonly string[] {
  return schemas.filter((schema) => SDK_NAMES.has(wishedName(schema)));
}

function wishedName(schema: string): string {
  return isDeclarable(schema) ? schema : toPascalCase(schema);
}

function nameSchema(schema: string): string {
  const name = wishedName(schema);
  if (!TAKEN.has(name)) return name;
  return name === "Error" ? "ErrorBody" : `${name}Schema`;
}

const scanner = ts.createScanner(ts.ScriptTarget.Latest, false);

/** Keywords are out, contextual ones too: some cannot be declared, some cannot be referred to. */
function isDeclarable(name: string): boolean {
  scanner.setText(name);
  return (
    scanner.scan() === ts.SyntaxKind.Identifier &&
    scanner.getTokenEnd() === name.length &&
    !name.includes("\\")
  );
}

export function toPascalCase(name: string): string {
  return name
    .split(/[^\p{ID_Continue}$]+/u)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

/** The names that the package exports besides the schemas: they would shadow a schema of the same name. */
function readSdkNames(): ReadonlySet<string> {
  const file = ts.createSourceFile("index.ts", readFileSync(INDEX, "utf8"), ts.ScriptTarget.ESNext);
  const names = file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map(({ name }) => name.text);
  });
  return new Set(names);
}
