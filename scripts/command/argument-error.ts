/** The command line cannot be understood. */
export class ArgumentError extends Error {}
