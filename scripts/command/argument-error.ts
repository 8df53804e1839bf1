/** Thrown for an invalid command line. */
export class ArgumentError extends Error {}
