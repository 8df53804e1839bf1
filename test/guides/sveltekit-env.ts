/** Replaces the module `$env/dynamic/private` of SvelteKit. */
export const env = process.env;
