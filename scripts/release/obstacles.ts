/** What is about to be released, and from where. */
export interface Release {
  /** The tag, such as `v1.2.3`. */
  readonly tag: string;
  /** The repository on GitHub that the tag is in, as `owner/name`. */
  readonly repository: string;
}

/** Says what keeps a tag from being published, and what to do about it; nothing if it may be. */
export function findObstacles(
  { tag, repository }: Release,
  packageJson: string,
  changelog: string,
): readonly string[] {
  const stated = JSON.parse(packageJson) as { version: string; repository?: { url?: string } };
  const newest = /^## (\S+)/m.exec(changelog)?.[1] ?? "none";
  const address = `git+https://github.com/${repository}.git`;
  return [
    ...(tag === `v${stated.version}`
      ? []
      : [`The tag is ${tag}, but package.json has version ${stated.version}: tag v${stated.version}`]),
    ...(newest === stated.version
      ? []
      : [`The newest entry of CHANGELOG.md is ${newest}: write one for ${stated.version}`]),
    // npm takes no statement of provenance from a repository that the package does not name.
    ...(stated.repository?.url === address
      ? []
      : [`package.json must name the repository: "repository": { "type": "git", "url": "${address}" }`]),
  ];
}
