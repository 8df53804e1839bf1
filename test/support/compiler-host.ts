import ts from "typescript";

/** Parsing the compiler's libraries takes longer than most checks, and packages do not change during a run. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * A compiler host for files on disk, and for files that exist only in memory. Files of packages are parsed once for all
 * programs of the process.
 */
export function createHost(
  options: ts.CompilerOptions,
  files: ReadonlyMap<string, string> = new Map(),
): ts.CompilerHost {
  const disk = ts.createCompilerHost(options);
  return {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, target, ...rest) => {
      const text = files.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, target);
      if (!path.includes("/node_modules/")) return disk.getSourceFile(path, target, ...rest);
      const version = typeof target === "object" ? target.languageVersion : target;
      const key = `${version} ${path}`;
      if (!parsed.has(key)) parsed.set(key, disk.getSourceFile(path, target, ...rest));
      return parsed.get(key);
    },
  };
}
