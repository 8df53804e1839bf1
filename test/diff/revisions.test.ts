import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ArgumentError } from "../../scripts/command/argument-error.ts";
import { readDiffArguments } from "../../scripts/diff/arguments.ts";
import { diff } from "../../scripts/diff/diff.ts";
import type { ChangeClass, Report, Verdict } from "../../scripts/diff/report.ts";
import { renderShort } from "../../scripts/diff/report-text.ts";
import { checkVersion } from "../../scripts/diff/version-check.ts";
import { change, smallContract } from "../support/diff-contract.ts";

const BREAKING = change(["components schemas Device properties tag", undefined]);
const WORDING = change(["info description", "Another."]);
const OVERLAY = {
  overlay: "1.0.0",
  info: { title: "O", version: "1" },
  actions: [{ target: "$.paths['/devices'].post", update: { "x-idempotent": true } }],
};

/** A repository with one commit. Each test gets a copy: git is slow to start from a process as large as the compiler. */
let template = "";
let root = "";

const put = (path: string, value: object | string): void => {
  writeFileSync(join(root, path), typeof value === "string" ? value : JSON.stringify(value));
};
const git = (...words: string[]): void => {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...words], { cwd: root, stdio: "ignore" });
};
const commit = (): void => {
  git("add", "-A");
  git("commit", "--allow-empty", "-m", "state");
};

function reportOf(verdict: Verdict, ...classes: readonly ChangeClass[]): Report {
  const changes = classes.map((name) => ({ class: name, where: "here", what: "changed", why: "so" }));
  return { verdict, changes, programs: [], unjudged: [] };
}

/** Output and exit code of a command line. */
async function run(...words: string[]) {
  const out: string[] = [];
  const keep = (text: unknown): boolean => out.push(String(text)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(console, "log").mockImplementation(keep);
  vi.spyOn(console, "error").mockImplementation(keep);
  try {
    const code = await diff(root, readDiffArguments(words)).catch((error: unknown) => String(error));
    return { code, text: out.join("\n") };
  } finally {
    vi.restoreAllMocks();
  }
}

beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), "diff-"));
  root = template;
  mkdirSync(join(root, "spec"));
  put("spec/flatpeak.yaml", smallContract());
  put("spec/overlay.yaml", OVERLAY);
  put("package.json", { version: "0.1.0" });
  // Without the sample hooks of the machine's git.
  git("init", "-q", "--template=");
  commit();
});

afterAll(() => {
  rmSync(template, { recursive: true });
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "diff-"));
  cpSync(template, root, { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("the compared contracts", () => {
  test("are the last commit and the working tree by default", async () => {
    expect((await run()).text).toContain("# No change");
    put("spec/flatpeak.yaml", BREAKING);
    const { code, text } = await run();
    expect(code).toBe(0);
    expect(text).toContain("# Breaking changes");
    expect(text).toContain("`Device.tag` no longer exists");
  });

  test("have the overlay of their own revision, or none if it has none", async () => {
    rmSync(join(root, "spec/overlay.yaml"));
    commit();
    put("spec/overlay.yaml", OVERLAY);
    const { text } = await run("--json");
    expect(JSON.parse(text)).toEqual({
      verdict: "minor",
      changes: [
        {
          class: "addition",
          where: "POST /devices",
          what: "now idempotent",
          why: "the client now retries a call whose response was lost",
        },
      ],
    });
  });

  test("can be files, which get the project's overlay if they stand in for its contract", async () => {
    put("other.json", smallContract());
    const other = join(root, "other.json");
    expect((await run("--from", other)).text).toContain("# No change");
    expect((await run("--to", other)).text).toContain("# No change");
    expect((await run("--from", other, "--to", other)).text).toContain("# No change");
    put("strict.json", { ...OVERLAY, actions: [{ target: "$.paths['/none']", remove: true }] });
    const strict = await run("--from", other, "--to", other, "--overlay", join(root, "strict.json"));
    expect(strict.code).toContain("$.paths['/none']: matches nothing");
  });
});

describe("a contract that cannot be compared is refused by name", () => {
  test("an unknown revision, also one that looks like an option", async () => {
    const reason = "neither a file nor a revision that git knows";
    expect((await run("--from", "none")).code).toBe(`Error: none: ${reason}`);
    expect((await run("--from=--output=x")).code).toBe(`Error: --output=x: ${reason}`);
  });

  test("a revision without a contract", async () => {
    rmSync(join(root, "spec/flatpeak.yaml"));
    commit();
    put("spec/flatpeak.yaml", smallContract());
    expect((await run()).code).toContain("HEAD: this revision has no spec/flatpeak.yaml");
  });

  test("a folder outside of git", async () => {
    rmSync(join(root, ".git"), { recursive: true });
    expect((await run()).code).toMatch(/^Error: HEAD: .* is not in a git repository; name a file instead/);
  });

  test("a contract that is not valid", async () => {
    put("spec/flatpeak.yaml", "openapi: 3.0.3\ninfo: [\n");
    expect((await run()).code).toMatch(/spec\/flatpeak\.yaml:3:1: not valid YAML or JSON/);
    commit();
    put("spec/flatpeak.yaml", smallContract());
    expect((await run()).code).toMatch(/^Error: HEAD:spec\/flatpeak\.yaml:3:1: not valid YAML or JSON/);
  });

  test("an invalid command line", () => {
    for (const words of [
      ["--from="],
      ["--to="],
      ["--overlay="],
      ["stray"],
      ["--nope"],
      ["--json", "--check-version"],
    ]) {
      expect(() => readDiffArguments(words)).toThrow(ArgumentError);
    }
  });
});

describe("--check-version", () => {
  const check = async (version: string, contract: object) => {
    put("package.json", { version });
    put("spec/flatpeak.yaml", contract);
    return run("--check-version");
  };

  test("accepts any version before the first release", async () => {
    expect(await check("0.1.0", BREAKING)).toEqual({
      code: 0,
      text: "no release yet: there is no tag v*, so any version is accepted",
    });
    expect(await run("--check-version", "--quiet")).toEqual({ code: 0, text: "" });
  });

  test("in a shallow clone, reports that it could not check, even with --quiet", async () => {
    commit();
    const whole = root;
    root = mkdtempSync(join(tmpdir(), "diff-"));
    git("clone", "--depth", "1", "--no-tags", `file://${whole}`, ".");
    rmSync(whole, { recursive: true });
    const { code, text } = await run("--check-version", "--quiet");
    expect(code).toBe(0);
    expect(text).toMatch(/^the version is not checked: .*git fetch --unshallow --tags$/);
  });

  test("a version that is too low is an error, even with --quiet, and a higher one is none", async () => {
    git("tag", "v0.1.0");
    const poor = await check("0.1.7", BREAKING);
    expect(poor.code).toBe(1);
    expect(poor.text).toContain("need a minor bump (1 breaking); set it to 0.2.0 or above");
    put("spec/flatpeak.yaml", WORDING);
    const quiet = await run("--check-version", "--quiet");
    expect(quiet).toEqual({ code: 0, text: "" });
    put("package.json", { version: "0.1.0" });
    expect((await run("--check-version", "--quiet")).text).toContain("set it to 0.1.1 or above");
  });

  // One change of each class, whose verdicts are those of the reports in the other tests.
  const REPORTS = {
    nothing: reportOf("none"),
    breaking: reportOf("major", "breaking"),
    addition: reportOf("minor", "addition"),
    wording: reportOf("patch", "documentation"),
  };

  test.each([
    ["nothing", "0.1.0", "0.1.0", undefined],
    ["breaking", "0.1.0", "0.1.7", "0.2.0"],
    ["breaking", "0.1.0", "0.2.0", undefined],
    ["addition", "0.1.0", "0.1.0", "0.1.1"],
    ["addition", "0.1.0", "0.1.1", undefined],
    ["wording", "0.1.0", "0.1.0", "0.1.1"],
    ["breaking", "1.2.3", "1.9.9", "2.0.0"],
    ["breaking", "1.2.3", "2.0.0", undefined],
    ["addition", "1.2.3", "1.2.9", "1.3.0"],
    ["addition", "1.2.3", "1.3.0", undefined],
    ["wording", "1.2.3", "1.2.3", "1.2.4"],
    ["wording", "1.2.3", "1.2.4", undefined],
  ] as const)("a change (%s) since %s: %s needs at least %s", async (name, from, version, needed) => {
    put("package.json", { version });
    const { ok, message } = await checkVersion(root, `v${from}`, REPORTS[name]);
    expect(ok).toBe(needed === undefined);
    if (needed !== undefined) expect(message).toContain(`set it to ${needed} or above`);
  });

  test("the short report names the places that no program could check", () => {
    const report = { verdict: "minor", changes: [], programs: [], unjudged: ["here", "there"] } as const;
    expect(renderShort(report)).toContain("  not judged: here, there\n");
  });

  test("reads the version of a revision from its package.json", async () => {
    put("spec/flatpeak.yaml", WORDING);
    expect((await run("--check-version", "--from", "HEAD")).text).toContain("(0.1.0) need a patch bump");
    put("package.json", { version: "0.1.1" });
    expect((await run("--check-version", "--from", "HEAD")).code).toBe(0);
  });
});
