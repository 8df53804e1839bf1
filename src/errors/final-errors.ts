/** Errors that a retry would repeat, such as a response that is larger than allowed. */
export const finalErrors = new WeakSet<Error>();
