import type { Verdict } from "./report.ts";

/** Part of a version to raise. */
export type Bump = Verdict;

const RANKS: readonly Bump[] = ["none", "patch", "minor", "major"];

/** The bump that a verdict needs. Below 1.0.0, a minor bump may break code and a patch may add to the API. */
export function bumpFor(verdict: Verdict, version: string): Bump {
  const [major] = parseVersion(version);
  if (major > 0) return verdict;
  if (verdict === "major") return "minor";
  return verdict === "minor" ? "patch" : verdict;
}

/** The lowest version with this bump over another version. */
export function raise(version: string, bump: Bump): string {
  const [major, minor, patch] = parseVersion(version);
  switch (bump) {
    case "major":
      return `${major + 1}.0.0`;
    case "minor":
      return `${major}.${minor + 1}.0`;
    case "patch":
      return `${major}.${minor}.${patch + 1}`;
    case "none":
      return version;
  }
}

/** True if a version has at least this bump over another version. */
export function isRaised(from: string, to: string, bump: Bump): boolean {
  return RANKS.indexOf(bumpBetween(parseVersion(from), parseVersion(to))) >= RANKS.indexOf(bump);
}

/** True if a text is a version: three numbers, with an optional pre-release suffix. */
export function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(text);
}

type Version = readonly [major: number, minor: number, patch: number];

function bumpBetween(from: Version, to: Version): Bump {
  if (to[0] !== from[0]) return to[0] > from[0] ? "major" : "none";
  if (to[1] !== from[1]) return to[1] > from[1] ? "minor" : "none";
  return to[2] > from[2] ? "patch" : "none";
}

function parseVersion(version: string): Version {
  const [major = 0, minor = 0, patch = 0] = version.replace(/-.*$/, "").split(".").map(Number);
  return [major, minor, patch];
}
