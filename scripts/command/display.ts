import { relative } from "node:path";

/** Formats a path for messages: relative if it is in the current folder. */
export function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short || ".";
}
