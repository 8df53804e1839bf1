import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";
import { parseAddress } from "./address.ts";
import type { ContractPage } from "./page.ts";

/** An operation of a page with `x-source`, the address of that page, where the contract has such marks: after `operationId`. */
export function markSource(operation: Node, page: ContractPage, present: Node): Node {
  const entries = Object.entries(operation).filter(([key]) => key !== "x-source");
  const index = entries.findIndex(([key]) => key === "operationId");
  const mark = ["x-source", findSource(page, textOf(present["x-source"]))] as const;
  return Object.fromEntries(entries.toSpliced(index < 0 ? entries.length : index + 1, 0, [...mark]));
}

/**
 * The address that a page came from. A file has none: the present one counts if it is that of a page called so, then the
 * place in a copy of the whole documentation, then the name of the file.
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

/** Pages name the site's index, and the folder of their contract: below that they lie in a copy as they do on the site. */
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
