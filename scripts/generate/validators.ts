import { createRequire } from "node:module";
import { Ajv2020 } from "ajv/dist/2020.js";
import { transformSync } from "esbuild";
import type { Node } from "../contract/document.ts";
import { FORMATS, readBodySchemas } from "./body-schemas.ts";
import { findVersionHeader, versionOf } from "./manifest.ts";

type Standalone = (ajv: Ajv2020, exports: Readonly<Record<string, string>>) => string;

/** Types of the module. */
export const VALIDATOR_TYPES = `/** Difference between a body and its schema, in the form of Ajv. */
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Validates a body. The errors are those of the latest call. */
export interface Validator {
  (body: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** Validators by operationId and status code; null for a response without JSON. */
export declare const responses: Readonly<Record<string, Readonly<Record<string, Validator | null>>>>;

/** Validates the event of a webhook; null for a contract without webhooks. */
export declare const event: Validator | null;

/** All names of properties. */
export declare const names: readonly string[];

/** The contract's version, and the header that carries one. */
export declare const version: string;
export declare const versionHeader: string | undefined;
`;

const ROOT = "contract:";
/**
 * Maximum number of errors in a list, or in the further properties of an object, so that a large body full of errors
 * costs no more than a small one.
 */
const MOST_ERRORS = 10;

/**
 * Renders functions that compare response bodies with the contract: the module `generated/validators.js`. Ajv
 * compiles the schemas here, since platforms such as Workers forbid compilation at run time.
 */
export function renderValidators(document: Node): string {
  const { root, responses, event, names } = readBodySchemas(document);
  const pointers = [...responses.values()].flatMap((byStatus) => [...byStatus.values()]);
  const { code, nameOf } = compileSchemas(root, [...pointers, event]);

  const operations = [...responses].map(([operationId, byStatus]) => {
    const entries = [...byStatus].map(([status, pointer]) => `${JSON.stringify(status)}: ${nameOf(pointer)}`);
    return `${JSON.stringify(operationId)}: { ${entries.join(", ")} }`;
  });
  const tables = [
    `export const responses = { ${operations.join(",\n")} };`,
    `export const event = ${nameOf(event)};`,
    `export const names = ${JSON.stringify(names)};`,
    `export const version = ${JSON.stringify(versionOf(document))};`,
    `export const versionHeader = ${JSON.stringify(findVersionHeader(document))};`,
  ];
  return shake([code, ...tables]);
}

/** Compiled validators. */
export interface CompiledSchemas {
  readonly code: string;
  /** The name of the validator for a pointer; `null` without a pointer. */
  readonly nameOf: (pointer: string | undefined) => string;
}

/** Compiles the schemas at these pointers into functions. */
export function compileSchemas(root: Node, pointers: readonly (string | undefined)[]): CompiledSchemas {
  const used = [...new Set(pointers)].filter((pointer) => pointer !== undefined).sort();
  const exported = new Map(used.map((pointer, index) => [pointer, `body${index}`]));
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    messages: false,
    formats: FORMATS,
    // One function for each component instead of a copy at each use.
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  ajv.addSchema({ $id: ROOT, ...root });
  const ids = Object.fromEntries([...exported].map(([pointer, name]) => [name, ROOT + pointer]));
  const code = limitErrors(standalone(ajv, ids))
    .replaceAll(/export const (body\d+)/g, "const $1")
    // Nothing reads the schema path of an error.
    .replaceAll(/schemaPath:"[^"]*",/g, "");
  return { code, nameOf: (pointer) => exported.get(pointer ?? "") ?? "null" };
}

/** Removes the schemas that Ajv keeps beside the functions. */
export function shake(parts: readonly string[]): string {
  return transformSync(parts.join("\n"), {
    format: "esm",
    target: "es2022",
    treeShaking: true,
    minifySyntax: true,
  }).code;
}

/** Ajv validates a list to its end, and copies all errors so far at each item. */
function limitErrors(code: string): string {
  return code
    .replaceAll(
      /const len(\d+) = (\w+)\.length;for\(let (\w+)=(\d+); \3<len\1; \3\+\+\)\{/g,
      `const len$1 = $2.length, most$1 = errors + ${MOST_ERRORS};for(let $3=$4; $3<len$1 && errors<most$1; $3++){`,
    )
    .replaceAll(
      /for\(const (key\d+) in (\w+)\)\{/g,
      `const most_$1 = errors + ${MOST_ERRORS};for(const $1 in $2){if(errors>=most_$1)break;`,
    );
}

/** Loaded by `require`, since an ES module gets another default export than Ajv declares. */
function standalone(ajv: Ajv2020, exports: Readonly<Record<string, string>>): string {
  const module = createRequire(import.meta.url)("ajv/dist/standalone") as { readonly default: Standalone };
  return module.default(ajv, exports);
}
