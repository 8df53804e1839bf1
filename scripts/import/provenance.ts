import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { parseAddress } from "./address.ts";
import type { ContractPage } from "./page.ts";

/** Adds `x-source`, the address of its page, to an operation, at the usual place after `operationId`. */
export function markSource(operation: Node, page: ContractPage, present: Node): Node {
  const entries = Object.entries(operation).filter(([key]) => key !== "x-source");
  const index = entries.findIndex(([key]) => key === "operationId");
  const mark = ["x-source", findSource(page, textOf(present["x-source"]))] as const;
  return Object.fromEntries(entries.toSpliced(index < 0 ? entries.length : index + 1, 0, [...mark]));
}

/**
 * The address of a page. For a file, the present address if it has the same file name. Otherwise the address by the
 * file's place in a copy of the documentation, else the name of the file.
 */
function findSource(page: ContractPage, present: string | undefined): string {
  const address = parseAddress(page.file);
  if (address !== undefined) {
    const found = `${address.origin}${address.pathname}`;
    return present !== undefined && dropExtension(present) === dropExtension(found) ? present : found;
  }
  const { pathname } = pathToFileURL(page.file);
  const name = posix.basename(pathname);
  if (present !== undefined && dropExtension(posix.basename(present)) === dropExtension(name)) return present;
  return findMirrored(page, pathname) ?? decodeURIComponent(name);
}

/**
 * Pages name the index of the site and the folder of their contract. Below that folder, a copy has the same paths as
 * the site.
 */
function findMirrored({ text }: ContractPage, pathname: string): string | undefined {
  const [, origin] = /(https:\/\/[^\s/]+)\/llms\.txt/.exec(text) ?? [];
  const [, folder] = /^(?:`{3,}|~{3,})\w+ +([^\s`]+\/)[^\s/]+ +[A-Z]+ +\//m.exec(text) ?? [];
  if (origin === undefined || folder === undefined) return undefined;
  const start = pathname.lastIndexOf(`/${folder}`);
  return start < 0 ? undefined : origin + pathname.slice(start);
}

function dropExtension(address: string): string {
  return address.replace(/\.mdx?$/, "");
}
