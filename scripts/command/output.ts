import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { display } from "./display.ts";

/** Pattern of temporary file names. */
const TEMPORARY = /\.([^/\\]+)\.\d+\.tmp$/;

/** A file to write. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** State of a file on disk. */
export type FileState = "fresh" | "stale" | "missing";

/** Compares a file with its state on disk. */
export function compareFile({ path, text }: OutputFile): FileState {
  if (!existsSync(path)) return "missing";
  return readExisting(path)?.toString("utf8") === text ? "fresh" : "stale";
}

/**
 * Writes all files or none: each goes to a temporary file in the same folder first. If one cannot be moved to its
 * place, the others get their old contents back.
 *
 * @throws Error that names the file and says what to do
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
      for (const folder of listMissing(dirname(path))) {
        mkdirSync(folder);
        undo.push(() => {
          rmSync(folder, { recursive: true });
        });
      }
      // Refuses a file in place of the folder.
      mkdirSync(dirname(path), { recursive: true });
    }
    const staged = files.map(({ path, text }) => ({
      path,
      before: readExisting(path),
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
    throw explain(error);
  } finally {
    for (const temporary of temporaries) rmSync(temporary, { force: true });
  }
}

/** The folders to make, from the outside in. `recursive` alone never ends where none can be made, such as in /proc. */
function listMissing(folder: string): readonly string[] {
  return existsSync(folder) ? [] : [...listMissing(dirname(folder)), folder];
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission to write here; change that, or name another place",
  EPERM: "no permission to write here; change that, or name another place",
  EROFS: "this file system is read-only; name another place",
  ENOENT: "no folder can be made here; name another place",
  ENOSPC: "the disk is full; make room, and run it again",
  EEXIST: "is a file, but a folder is needed; move it, or name another folder",
  ENOTDIR: "is a file, but a folder is needed; move it, or name another folder",
  EISDIR: "is a folder, but a file is needed; move it, or name another place",
};

/** Describes an error of the file system, with the requested path instead of the temporary one. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && "path" in error)) return error;
  const reason = REASONS[String(error.code)];
  const place = "dest" in error ? error.dest : error.path;
  if (reason === undefined || typeof place !== "string") return error;
  return new Error(`${display(place.replace(TEMPORARY, "$1"))}: ${reason}`, { cause: error });
}

/** A file that cannot be read counts as absent: writing it reports the reason. */
function readExisting(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
