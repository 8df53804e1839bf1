import ts from "typescript";

/** Parsing the compiler's libraries takes longer than most checks. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * A compiler host for files on disk, and for files that exist only in memory. Files on disk are parsed once for all
 * programs of the process. Packages do not change during a run; other files are parsed again if their text changed.
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
      const version = typeof target === "object" ? target.languageVersion : target;
      const key = `${version} ${path}`;
      const isCurrent = path.includes("/node_modules/")
        ? parsed.has(key)
        : parsed.get(key)?.text === disk.readFile(path);
      if (!isCurrent) parsed.set(key, disk.getSourceFile(path, target, ...rest));
      return parsed.get(key);
    },
  };
}
