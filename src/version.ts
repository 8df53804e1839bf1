/**
 * Version of this package, such as `1.2.3`. `npm version` sets it to that of package.json.
 *
 * @example
 * ```ts
 * import { VERSION } from "flatpeak";
 *
 * console.log(`flatpeak ${VERSION}`);
 * ```
 */
export const VERSION = "0.1.0";
