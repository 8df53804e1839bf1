import ts from "typescript";
import { readSdkNames } from "./sdk-names.ts";

/** Exports of every generated file, and helper types that openapi-typescript adds if a contract needs them. */
const OWN_NAMES = [
  "paths",
  "components",
  "operations",
  "webhooks",
  "$defs",
  "WithRequired",
  "FlattenedDeepRequired",
];

/** Names of ECMAScript and TypeScript, which a type of the same name would shadow. */
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
 * The export name of each schema. A schema keeps its name if it can. A name that TypeScript cannot declare becomes
 * PascalCase, `Error` becomes `ErrorBody`, and any other taken name gets the suffix `Schema`. If two schemas would
 * get the same name, the one that already has it is exported and the other is not.
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

/** The schemas that are renamed because the SDK exports something with their name. */
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

/** Excludes keywords, also contextual ones: some cannot be declared, others cannot be referred to. */
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
