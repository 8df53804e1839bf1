import { posix } from "node:path";
import ts from "typescript";

/** Compiler options of a consumer: `strict`, and no stricter flag. */
export const CONSUMER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/** Text of files, by absolute path. */
export type Files = ReadonlyMap<string, string>;

/** Compiles files that exist only in memory. */
export interface MemoryCompiler {
  /**
   * @param roots paths of the files to compile
   * @param aliases files for bare imports such as `flatpeak`, by importing folder
   * @param options added to {@link CONSUMER_OPTIONS}
   */
  readonly compile: (
    files: Files,
    roots: readonly string[],
    aliases: Aliases,
    options?: ts.CompilerOptions,
  ) => ts.Program;
}

/** `aliases.get("/new flatpeak")` is the path of `flatpeak` for files under `/new`. */
export type Aliases = ReadonlyMap<string, string>;

/** Parsing the compiler's libraries takes most of the time, and they never change. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Creates a compiler that parses each library only once. */
export function createCompiler(): MemoryCompiler {
  const parsed = new Map<string, ts.SourceFile>();
  const folder = posix.dirname(ts.getDefaultLibFilePath(CONSUMER_OPTIONS).replaceAll("\\", "/"));
  const read = (files: Files, path: string): ts.SourceFile | undefined => {
    const text = files.get(path);
    if (text === undefined) return posix.dirname(path) === folder ? readLibrary(path) : undefined;
    const present = parsed.get(path);
    if (present?.text === text) return present;
    const source = ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.ES2022 }, true);
    parsed.set(path, source);
    return source;
  };
  return {
    compile: (files, roots, aliases, options = {}) =>
      ts.createProgram(
        [...roots],
        { ...CONSUMER_OPTIONS, ...options },
        {
          getSourceFile: (path) => read(files, path),
          getDefaultLibFileName: (ofAll) => ts.getDefaultLibFilePath(ofAll),
          getDefaultLibLocation: () => folder,
          getCurrentDirectory: () => "/",
          getCanonicalFileName: (path) => path,
          useCaseSensitiveFileNames: () => true,
          getNewLine: () => "\n",
          fileExists: (path) => files.has(path),
          readFile: (path) => files.get(path),
          writeFile: () => undefined,
          directoryExists: () => false,
          resolveModuleNameLiterals: (names, importer) =>
            names.map(({ text }) => ({ resolvedModule: resolveModule(text, importer, files, aliases) })),
        },
      ),
  };
}

function resolveModule(
  name: string,
  importer: string,
  files: Files,
  aliases: Aliases,
): ts.ResolvedModuleFull | undefined {
  const [, side = ""] = importer.split("/");
  const path = name.startsWith(".")
    ? posix.join(posix.dirname(importer), name)
    : aliases.get(`/${side} ${name}`);
  return path !== undefined && files.has(path)
    ? { resolvedFileName: path, extension: ts.Extension.Ts }
    : undefined;
}

function readLibrary(path: string): ts.SourceFile | undefined {
  if (!libraries.has(path)) {
    const text = ts.sys.readFile(path);
    libraries.set(
      path,
      text === undefined
        ? undefined
        : ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.ES2022 }),
    );
  }
  return libraries.get(path);
}
