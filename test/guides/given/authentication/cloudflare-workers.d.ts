/** The page's import from the platform; wrangler generates the type of `env`. */
declare module "cloudflare:workers" {
  export const env: { readonly FLATPEAK_ACCOUNT_ID: string; readonly FLATPEAK_API_KEY: string };
  export function waitUntil(promise: Promise<unknown>): void;
}
