/** Errors that a retry would only repeat, such as that of a response that is too large. */
export const finalErrors = new WeakSet<Error>();
