import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file to write. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** What is on disk where a file belongs. */
export type FileState = "fresh" | "stale" | "missing";

/** Compares a file with what is on disk. */
export function compareFile({ path, text }: OutputFile): FileState {
  if (!existsSync(path)) return "missing";
  return read(path)?.toString("utf8") === text ? "fresh" : "stale";
}

/**
 * Writes all files or none: each goes to a temporary file beside its place first, and if one cannot be put there, those
 * that were get their old contents back.
 */
export function writeAll(files: readonly OutputFile[]): void {
  const temporaries: string[] = [];
  const undo: (() => void)[] = [];
  const stage = (path: string, contents: string | Buffer): string => {
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    temporaries.push(temporary);
    writeFileSync(temporary, contents);
    return temporary;
  };
  try {
    for (const { path } of files) {
      const made = mkdirSync(dirname(path), { recursive: true });
      if (made !== undefined)
        undo.push(() => {
          rmSync(made, { recursive: true });
        });
    }
    const staged = files.map(({ path, text }) => ({
      path,
      before: read(path),
      temporary: stage(path, text),
    }));
    for (const { path, before, temporary } of staged) {
      renameSync(temporary, path);
      undo.push(() => {
        if (before === undefined) rmSync(path);
        else renameSync(stage(path, before), path);
      });
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  } finally {
    for (const temporary of temporaries) rmSync(temporary, { force: true });
  }
}

/** What cannot be read counts as absent: writing it will tell why. */
function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
