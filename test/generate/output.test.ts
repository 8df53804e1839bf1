import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareFile, writeAll } from "../../scripts/command/output.ts";

let folder = "";
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "output-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("all files are written, missing folders are created, and no temporary file is left", () => {
  writeFileSync(at("a.ts"), "old");
  writeAll([
    { path: at("a.ts"), text: "a" },
    { path: at("deep/er/b.ts"), text: "b" },
  ]);
  expect(readFileSync(at("a.ts"), "utf8")).toBe("a");
  expect(readFileSync(at("deep/er/b.ts"), "utf8")).toBe("b");
  expect(readdirSync(folder)).toEqual(["a.ts", "deep"]);
  expect(readdirSync(at("deep/er"))).toEqual(["b.ts"]);
});

test("if the last file cannot be moved to its place, the others keep their old contents", () => {
  writeFileSync(at("a.ts"), "old");
  mkdirSync(at("blocked.ts"));
  const files = ["a.ts", "new.ts", "deep/b.ts", "blocked.ts"].map((name) => ({
    path: at(name),
    text: "new",
  }));

  expect(() => {
    writeAll(files);
  }).toThrow("blocked.ts");
  expect(readFileSync(at("a.ts"), "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["a.ts", "blocked.ts"]);
});

test("without write permission, the message names the file and what to do, and nothing is written", () => {
  writeFileSync(at("a.ts"), "old");
  chmodSync(folder, 0o555);
  const isRoot = process.geteuid?.() === 0;
  // Permissions do not hold for root.
  if (isRoot) process.seteuid?.(65534);
  try {
    expect(() => {
      writeAll([{ path: at("a.ts"), text: "new" }]);
    }).toThrow(`${at("a.ts")}: no permission to write here; change that, or name another place`);
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
  expect(readFileSync(at("a.ts"), "utf8")).toBe("old");
});

test("old binary contents are restored exactly", () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe]);
  writeFileSync(at("a.ts"), bytes);
  mkdirSync(at("blocked.ts"));
  expect(() => {
    writeAll([
      { path: at("a.ts"), text: "new" },
      { path: at("blocked.ts"), text: "new" },
    ]);
  }).toThrow();
  expect(readFileSync(at("a.ts")).equals(bytes)).toBe(true);
});

test("if a folder cannot be created, nothing is written", () => {
  writeFileSync(at("a.ts"), "old");
  writeFileSync(at("file"), "");
  expect(() => {
    writeAll([
      { path: at("new/a.ts"), text: "new" },
      { path: at("file/b.ts"), text: "new" },
    ]);
  }).toThrow(`${at("file")}: is a file, but a folder is needed; move it, or name another folder`);
  expect(readdirSync(folder)).toEqual(["a.ts", "file"]);
});

test("a link without a target is refused with what to do, and no folder is left", () => {
  symlinkSync(at("nowhere"), at("link"));
  expect(() => {
    writeAll([
      { path: at("deep/er/a.ts"), text: "new" },
      { path: at("link/b.ts"), text: "new" },
    ]);
  }).toThrow(`${at("link")}: is a file, but a folder is needed; move it, or name another folder`);
  expect(readdirSync(folder)).toEqual(["link"]);
});

test("a file is fresh, stale or missing", () => {
  writeFileSync(at("a.ts"), "same");
  mkdirSync(at("folder.ts"));
  expect(compareFile({ path: at("a.ts"), text: "same" })).toBe("fresh");
  expect(compareFile({ path: at("a.ts"), text: "samf" })).toBe("stale");
  expect(compareFile({ path: at("folder.ts"), text: "same" })).toBe("stale");
  expect(compareFile({ path: at("none.ts"), text: "same" })).toBe("missing");
});
