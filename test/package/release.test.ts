import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ArgumentError } from "../../scripts/command/argument-error.ts";
import { readReleaseArguments } from "../../scripts/release/arguments.ts";
import { findObstacles } from "../../scripts/release/obstacles.ts";

const workflows = new URL("../../.github/workflows/", import.meta.url);

/** The part of a workflow that the tests read. */
interface Workflow {
  readonly permissions: object;
  readonly on: Record<string, unknown>;
  readonly jobs: Record<string, Job>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly permissions: object;
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

describe.each(readdirSync(workflows))("the workflow %s", (name) => {
  const text = readFileSync(new URL(name, workflows), "utf8");
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test("pins every action to a commit, and names its version", () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("gives no permission to all jobs, and each job only what it needs", () => {
    expect(workflow.permissions).toEqual({});
    for (const [job, { permissions }] of jobs) {
      expect(permissions, job).toEqual(job === "publish" ? { "id-token": "write" } : { contents: "read" });
    }
  });

  test("uses no secret, leaves no credential in the work tree and runs no text from others", () => {
    expect(text).not.toMatch(/secrets\.|_TOKEN|_authToken/i);
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    for (const { uses, run, with: settings } of steps) {
      if (uses?.startsWith("actions/checkout@"))
        expect(settings).toMatchObject({ "persist-credentials": false });
      expect(run ?? "").not.toContain("${{");
    }
  });
});

describe("the workflow that publishes", () => {
  const { jobs } = parse(readFileSync(new URL("ci.yml", workflows), "utf8")) as Workflow;
  const commands = (job: string): readonly string[] => jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];

  test("checks every supported version of Node", () => {
    const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      engines: { node: string };
    };
    const versions = jobs["check"]?.strategy?.matrix.node ?? [];
    expect(versions).toEqual([20, 22, 24]);
    expect(engines.node).toBe(`>=${Math.min(...versions)}`);
    expect(commands("check")).toEqual(["bash .ci/run"]);
  });

  test("publishes only for tags, on Node 24, after all checks, the tarball that the consumers tested", () => {
    expect(jobs["pack"]).toMatchObject({ if: "startsWith(github.ref, 'refs/tags/v')", needs: "check" });
    expect(jobs["publish"]).toMatchObject({ needs: "pack", environment: "npm" });
    for (const job of ["pack", "publish"]) {
      expect(jobs[job]?.steps).toContainEqual(
        expect.objectContaining({ with: expect.objectContaining({ "node-version": 24 }) as unknown }),
      );
    }
    expect(commands("pack")).toEqual([
      expect.stringMatching(/^npm ci /),
      expect.stringMatching(/^npm run release:check /),
      expect.stringMatching(/npm pack --pack-destination packed$/),
      'FLATPEAK_TARBALL="$(ls packed/*.tgz)" npm run test:package',
    ]);
    expect(commands("publish")).toEqual(["npm publish --provenance --access public ./*.tgz"]);
  });

  test("runs no third-party code in the job with the project's identity", () => {
    const used = jobs["publish"]?.steps.flatMap(({ uses }) => uses?.split("@")[0] ?? []);
    expect(used).toEqual(["actions/setup-node", "actions/download-artifact"]);
  });
});

describe("a release", () => {
  const release = { tag: "v1.2.3", repository: "owner/name" };
  const addresses = {
    homepage: "https://docs.example.com",
    bugs: { url: "https://github.com/owner/name/issues" },
    repository: { type: "git", url: "git+https://github.com/owner/name.git" },
  };
  const packageJson = JSON.stringify({ version: "1.2.3", ...addresses });
  const changelog = "# Changelog\n\n## 1.2.3\n\nNews.\n\n## 1.2.2\n";

  test("is published if package and changelog have the version of the tag and name the repository", () => {
    expect(findObstacles(release, packageJson, changelog)).toEqual([]);
  });

  test("is refused with a tag of another version than the package", () => {
    expect(findObstacles({ ...release, tag: "v1.2.4" }, packageJson, changelog)).toEqual([
      "The tag is v1.2.4, but package.json has version 1.2.3: tag v1.2.3",
    ]);
  });

  test.each(["1.3.0", "Unreleased"])("is refused if the newest entry of the changelog is %s", (newest) => {
    expect(findObstacles(release, packageJson, changelog.replace("1.2.3", newest))).toEqual([
      `The newest entry of CHANGELOG.md is ${newest}: write one for 1.2.3`,
    ]);
  });

  test("may have an unreleased entry until there is a tag", () => {
    expect(findObstacles({}, packageJson, changelog.replace("1.2.3", "Unreleased"))).toEqual([]);
    expect(findObstacles({}, packageJson, changelog.replace("1.2.3", "1.1.0"))).toHaveLength(1);
  });

  test("is refused from a repository that the package does not name, which npm would not accept", () => {
    expect(findObstacles({ ...release, repository: "fork/name" }, packageJson, changelog)).toEqual([
      "package.json names the repository git+https://github.com/owner/name.git, not git+https://github.com/fork/name.git: correct it, or publish from there",
    ]);
  });

  test.each(["homepage", "bugs", "repository"])("is refused without the owner's field %s", (field) => {
    const without = JSON.stringify({ version: "1.2.3", ...addresses, [field]: undefined });
    const [obstacle, ...others] = findObstacles(release, without, changelog);
    expect(obstacle).toMatch(new RegExp(`^package.json lacks ${field}\\. The owner sets them: npm pkg set `));
    expect(others).toEqual([]);
  });

  test("names one command that sets all of the owner's fields, and invents no owner", () => {
    const bare = '{ "version": "1.2.3" }';
    expect(findObstacles(release, bare, changelog)).toEqual([
      "package.json lacks homepage, bugs, repository. The owner sets them: npm pkg set repository.type=git " +
        "repository.url=git+https://github.com/owner/name.git homepage=https://github.com/owner/name#readme " +
        "bugs.url=https://github.com/owner/name/issues",
    ]);
    expect(findObstacles({}, bare, changelog)).toEqual([
      expect.stringContaining("github.com/OWNER/NAME.git"),
    ]);
  });

  test.each([[["--tag", ""]], [["--repository", "name"]], [["--tga", "v1"]]])(
    "is not checked for the invalid command line %j",
    (words) => {
      expect(() => readReleaseArguments(words)).toThrow(ArgumentError);
    },
  );

  test("takes its tag and its repository from the command line", () => {
    expect(readReleaseArguments(["--tag", "v1.2.3", "--repository", "owner/name"])).toEqual(release);
    expect(readReleaseArguments([])).toEqual({});
  });
});
