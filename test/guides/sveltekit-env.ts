/** What SvelteKit gives as `$env/dynamic/private`. */
export const env = process.env;
