import { readdir, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { display } from "../command/display.ts";
import { ContractError } from "../contract/contract-error.ts";
import { readBytes } from "../contract/source.ts";
import { parseAddress } from "./address.ts";
import { download } from "./download.ts";

/** A file or a download to import. */
export interface Material {
  readonly kind: "document" | "page";
  /** Absolute path, or the address of the download. */
  readonly file: string;
  /** Name in messages. */
  readonly name: string;
  readonly bytes: Buffer;
}

const PAGES = new Set([".md", ".mdx", ".markdown"]);
const DOCUMENTS = new Set([".yaml", ".yml", ".json"]);

/**
 * Reads a source: a file, every page of a folder and its subfolders, or an address.
 *
 * @throws ContractError if it cannot be read
 */
export async function readMaterial(word: string): Promise<readonly Material[]> {
  const address = parseAddress(word);
  if (address !== undefined) return [makeMaterial(address.href, address.href, await download(address))];
  const file = resolve(word);
  const files = (await isFolder(file)) ? await findPages(file) : [file];
  return Promise.all(
    files.map(async (path) => makeMaterial(path, display(path), await readBytes(path, display(path)))),
  );
}

function makeMaterial(file: string, name: string, bytes: Buffer): Material {
  return { kind: findKind(file, bytes), file, name, bytes };
}

function findKind(file: string, bytes: Buffer): Material["kind"] {
  const extension = extname(parseAddress(file)?.pathname ?? file).toLowerCase();
  if (PAGES.has(extension)) return "page";
  if (DOCUMENTS.has(extension)) return "document";
  // In YAML and JSON, no line begins like a fence.
  return /^(`{3}|~{3})/m.test(bytes.toString("utf8")) ? "page" : "document";
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // Reading it as a file reports the reason.
  }
}

async function findPages(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  const pages = entries.filter((entry) => PAGES.has(extname(entry).toLowerCase())).sort();
  if (pages.length === 0) {
    throw new ContractError([
      `${display(folder)}: no pages in this folder; they end in ${[...PAGES].join(", ")}`,
    ]);
  }
  return pages.map((page) => join(folder, page));
}
