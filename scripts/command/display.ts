import { relative } from "node:path";

/** A path as messages show it: relative where it lies in the current folder. */
export function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short || ".";
}
