/** The release to check. */
export interface Release {
  /** The tag, such as `v1.2.3`. Without a tag, the newest entry of the changelog may be a draft. */
  readonly tag?: string | undefined;
  /** The tag's repository on GitHub, as `owner/name`. */
  readonly repository?: string | undefined;
}

interface Description {
  readonly version: string;
  readonly homepage?: string;
  readonly bugs?: { readonly url?: string };
  readonly repository?: { readonly url?: string };
}

/** Lists obstacles to publishing the package, each with advice; empty if there are none. */
export function findObstacles(
  { tag, repository }: Release,
  packageJson: string,
  changelog: string,
): readonly string[] {
  const description = JSON.parse(packageJson) as Description;
  return [
    ...findVersionFaults(tag, description.version, changelog),
    ...findAddressFaults(repository, description),
  ];
}

function findVersionFaults(tag: string | undefined, version: string, changelog: string): readonly string[] {
  const newest = /^## (\S+)/m.exec(changelog)?.[1] ?? "none";
  const isDraft = tag === undefined && newest === "Unreleased";
  return [
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [`The tag is ${tag}, but package.json has version ${version}: tag v${version}`]),
    ...(newest === version || isDraft
      ? []
      : [`The newest entry of CHANGELOG.md is ${newest}: write one for ${version}`]),
  ];
}

/** The package's page on npm links to these, and resolves the README's links by the repository. */
function findAddressFaults(
  repository: string | undefined,
  { homepage, bugs, repository: named }: Description,
): readonly string[] {
  const missing = [
    ...(homepage === undefined ? ["homepage"] : []),
    ...(bugs?.url === undefined ? ["bugs"] : []),
    ...(named?.url === undefined ? ["repository"] : []),
  ];
  if (missing.length > 0) {
    return [
      `package.json lacks ${missing.join(", ")}. The owner sets them: ` +
        setAddresses(repository ?? "OWNER/NAME"),
    ];
  }
  // npm accepts provenance only from the repository that the package names.
  return repository === undefined || named?.url === urlOf(repository)
    ? []
    : [
        `package.json names the repository ${String(named?.url)}, not ${urlOf(repository)}: correct it, or publish from there`,
      ];
}

function setAddresses(repository: string): string {
  const page = `https://github.com/${repository}`;
  return (
    `npm pkg set repository.type=git repository.url=${urlOf(repository)} ` +
    `homepage=${page}#readme bugs.url=${page}/issues`
  );
}

function urlOf(repository: string): string {
  return `git+https://github.com/${repository}.git`;
}
