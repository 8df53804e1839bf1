import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** An inline link of Markdown. Its target has no spaces. */
const LINK = /(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g;

/** Links of a document that lead nowhere inside a folder: to a missing file, out of the folder, or to a missing heading. */
export function findBrokenLinks(root: string, document: string): readonly string[] {
  const file = join(root, document);
  return [...withoutCode(readFileSync(file, "utf8")).matchAll(LINK)].flatMap(([, target = ""]) => {
    if (/^(https:|mailto:)/.test(target)) return [];
    const [path = "", anchor] = target.split("#");
    const place = path === "" ? file : join(dirname(file), path);
    const isInside = !relative(root, place).startsWith("..") && existsSync(place);
    const isThere = isInside && (anchor === undefined || listAnchors(place).has(anchor));
    return isThere ? [] : [`${document}: ${target}`];
  });
}

/** The anchors of the headings of a page, as GitHub and npm make them. */
function listAnchors(file: string): ReadonlySet<string> {
  const headings = withoutCode(readFileSync(file, "utf8")).matchAll(/^#{1,6} (.*)$/gm);
  const anchors = new Set<string>();
  for (const [, heading = ""] of headings) {
    const base = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-");
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^(`{3,}|~{3,})[^]*?^\1$/gm, "");
}
