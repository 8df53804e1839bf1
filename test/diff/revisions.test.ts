import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ArgumentError } from "../../scripts/command/argument-error.ts";
import { readDiffArguments } from "../../scripts/diff/arguments.ts";
import { diff } from "../../scripts/diff/diff.ts";
import { renderShort } from "../../scripts/diff/report-text.ts";
import { change, smallContract } from "../support/diff-contract.ts";

const BREAKING = change(["components schemas Device properties tag", undefined]);
const ADDITION = change(["components schemas Device properties colour", { type: "string" }]);
const WORDING = change(["info description", "Another."]);
const OVERLAY = {
  overlay: "1.0.0",
  info: { title: "O", version: "1" },
  actions: [{ target: "$.paths['/devices'].post", update: { "x-idempotent": true } }],
};

// Each test compiles, which takes long on a slow machine.
vi.setConfig({ testTimeout: 600_000 });

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

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "diff-"));
  mkdirSync(join(root, "spec"));
  put("spec/flatpeak.yaml", smallContract());
  put("spec/overlay.yaml", OVERLAY);
  put("package.json", { version: "0.1.0" });
  git("init", "-q");
  commit();
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
    expect(text).toContain("`Device.tag` does not exist any more");
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
          why: "a call whose response was lost is now retried by the client",
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

describe("a contract that cannot be compared is refused, with the name of its side", () => {
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

  test("below 1.0.0, a breaking change needs a minor bump and any other a patch", async () => {
    git("tag", "v0.1.0");
    expect((await check("0.1.0", smallContract())).code).toBe(0);
    expect(await run("--check-version", "--quiet")).toEqual({ code: 0, text: "" });
    const poor = await check("0.1.7", BREAKING);
    expect((await run("--check-version", "--quiet")).text).toBe(poor.text);
    expect(poor.code).toBe(1);
    expect(poor.text).toContain("need a minor bump (1 breaking); set it to 0.2.0 or above");
    expect((await check("0.2.0", BREAKING)).code).toBe(0);
    expect((await check("0.1.0", ADDITION)).text).toContain("set it to 0.1.1 or above");
    expect((await check("0.1.1", ADDITION)).code).toBe(0);
    expect((await check("0.1.0", WORDING)).text).toContain("set it to 0.1.1 or above");
  });

  test("from 1.0.0 on, changes need the bump that semver defines", async () => {
    put("package.json", { version: "1.2.3" });
    commit();
    git("tag", "v1.2.3");
    expect((await check("1.9.9", BREAKING)).text).toContain("set it to 2.0.0 or above");
    expect((await check("2.0.0", BREAKING)).code).toBe(0);
    expect((await check("1.2.9", ADDITION)).text).toContain("set it to 1.3.0 or above");
    expect((await check("1.3.0", ADDITION)).code).toBe(0);
    expect((await check("1.2.4", WORDING)).code).toBe(0);
  });

  test("the short report names the places that no program could check", () => {
    const report = { verdict: "minor", changes: [], programs: [], unjudged: ["here", "there"] } as const;
    expect(renderShort(report)).toContain("  not judged: here, there\n");
  });

  test("reads the version of a revision from its package.json", async () => {
    put("package.json", { version: "0.2.0" });
    put("spec/flatpeak.yaml", BREAKING);
    expect((await run("--check-version", "--from", "HEAD")).code).toBe(0);
    put("package.json", { version: "0.1.1" });
    expect((await run("--check-version", "--from", "HEAD")).code).toBe(1);
  });
});
