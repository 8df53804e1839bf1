import ts from "typescript";
import { writeLiteral } from "../../scripts/diff/programs/literal-text.ts";
import type { Extent } from "../../scripts/diff/programs/literal-text.ts";
import { createHost } from "./compiler-host.ts";

/** A call as a user writes it, with literals that fit the contract. */
export interface CallSite {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Partial<Record<"path" | "query" | "header", string>>>;
  readonly body: string | undefined;
}

const METHODS = ["get", "put", "post", "patch", "delete", "head"];
const EXTENTS: readonly Extent[] = ["minimal", "maximal"];

/**
 * Calls of a generated contract, distributed over all its operations with JSON: first with required values only, then
 * with all values. Starts again if there are not enough.
 *
 * @param schema the generated file with `paths`
 */
export function writeCallSites(schema: string, count: number): readonly CallSite[] {
  const options = { strict: true, skipLibCheck: true, types: [] };
  const program = ts.createProgram([schema], options, createHost(options));
  const checker = program.getTypeChecker();
  const paths = program.getSourceFile(schema)?.statements.find(isPaths);
  if (paths === undefined) throw new Error(`no paths in ${schema}`);
  const property = (type: ts.Type | undefined, name: string): ts.Type | undefined => {
    const symbol = type && checker.getPropertyOfType(checker.getNonNullableType(type), name);
    return symbol && checker.getTypeOfSymbol(symbol);
  };
  const write = (type: ts.Type | undefined, extent: Extent): string | undefined =>
    type && writeLiteral(checker, checker.getNonNullableType(type), extent);

  const writeSite = (path: ts.Symbol, method: string, extent: Extent): CallSite | undefined => {
    const operation = property(checker.getTypeOfSymbol(path), method);
    const parameters = property(operation, "parameters");
    if (operation === undefined || parameters === undefined) return undefined;
    const isWritten = (owner: ts.Type, name: string): boolean => {
      const symbol = checker.getPropertyOfType(owner, name);
      return symbol !== undefined && (extent === "maximal" || (symbol.flags & ts.SymbolFlags.Optional) === 0);
    };
    const kinds = (["path", "query", "header"] as const).flatMap((kind) => {
      const text = isWritten(parameters, kind) ? write(property(parameters, kind), extent) : undefined;
      return text === undefined ? [] : [[kind, text] as const];
    });
    const request = property(operation, "requestBody");
    const content = property(property(request, "content"), "application/json");
    if (request !== undefined && (request.flags & ts.TypeFlags.Undefined) === 0 && content === undefined)
      return undefined;
    const body = isWritten(operation, "requestBody") ? write(content, extent) : undefined;
    return {
      method: method.toUpperCase(),
      path: path.name,
      parameters: Object.fromEntries(kinds),
      body,
    };
  };

  const found = EXTENTS.flatMap((extent) =>
    checker
      .getPropertiesOfType(checker.getTypeAtLocation(paths))
      .flatMap((path) => METHODS.flatMap((method) => writeSite(path, method, extent) ?? [])),
  );
  const step = Math.max(1, found.length / count);
  const spread = Array.from({ length: count }, (_, index) => found[Math.floor(index * step) % found.length]);
  return spread.filter((site) => site !== undefined);
}

function isPaths(statement: ts.Statement): statement is ts.InterfaceDeclaration {
  return ts.isInterfaceDeclaration(statement) && statement.name.text === "paths";
}

/**
 * A program of calls, each in a function that distinguishes data and error. `head` must declare the names that the
 * calls use.
 */
export function renderCalls(
  head: string,
  sites: readonly CallSite[],
  renderCall: (site: CallSite) => string,
): string {
  const functions = sites.map(
    (site, index) => `export async function call${index}() {
  const { data, error } = await ${renderCall(site)};
  if (error !== undefined) return error;
  return data;
}`,
  );
  return [head, ...functions, ""].join("\n");
}

/** The call in flatpeak, and in openapi-fetch, whose calls look the same. */
export function renderPathCall({ method, path, parameters, body }: CallSite): string {
  const kinds = renderObject(parameters);
  const init = renderObject({ params: kinds === "{  }" ? undefined : kinds, body });
  return `client.${method}(${JSON.stringify(path)}${init === "{  }" ? "" : `, ${init}`})`;
}

/** Writes an object from properties that are code, without absent ones. */
export function renderObject(members: Readonly<Record<string, string | undefined>>): string {
  const written = Object.entries(members).flatMap(([name, text]) =>
    text === undefined ? [] : `${name}: ${text}`,
  );
  return `{ ${written.join(", ")} }`;
}
