export { createFetch } from "./create-fetch.ts";
export type { CreateFetchOptions, WebFetch } from "./create-fetch.ts";
export { errorOf } from "./error-of.ts";
export { asOpenapiFetch } from "./openapi-fetch-client.ts";
export type { OpenapiFetchPaths } from "./openapi-fetch-client.ts";
