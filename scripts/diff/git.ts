import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ContractError } from "../contract/contract-error.ts";

const MOST_BYTES = 256 * 1024 * 1024;

const runGit = promisify(execFile);

/** The bytes of a file at a revision; `undefined` if the revision lacks it. The path is relative to the project. */
export async function readFileAt(root: string, commit: string, path: string): Promise<Buffer | undefined> {
  const entry = await git(root, ["ls-tree", "--name-only", commit, "--", `./${path}`]);
  if (entry.length === 0) return undefined;
  return git(root, ["show", `${commit}:./${path}`]);
}

/** The hash of a revision's commit. */
export async function findCommit(root: string, revision: string): Promise<string> {
  await checkRepository(root, revision);
  try {
    // --end-of-options: git must not read a revision that begins with a dash as an option.
    const found = await git(root, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${revision}^{commit}`,
    ]);
    return found.toString("utf8").trim();
  } catch {
    throw new ContractError([`${revision}: neither a file nor a revision that git knows`]);
  }
}

/** The newest release tag (`v*`) at or before the current commit; `undefined` if there is none. */
export async function findLastRelease(root: string): Promise<string | undefined> {
  try {
    const found = await git(root, ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]);
    return found.toString("utf8").trim();
  } catch {
    return undefined;
  }
}

/** True for a shallow clone, whose history may lack existing tags. */
export async function isShallow(root: string): Promise<boolean> {
  try {
    return (await git(root, ["rev-parse", "--is-shallow-repository"])).toString("utf8").trim() === "true";
  } catch {
    return false;
  }
}

async function checkRepository(root: string, revision: string): Promise<void> {
  try {
    await git(root, ["rev-parse", "--git-dir"]);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = missing ? "git is not installed" : `${root} is not in a git repository`;
    throw new ContractError([`${revision}: ${reason}; name a file instead, with --from FILE`]);
  }
}

async function git(root: string, words: readonly string[]): Promise<Buffer> {
  const options = { cwd: root, encoding: "buffer", maxBuffer: MOST_BYTES } as const;
  return (await runGit("git", [...words], options)).stdout;
}
