/** Errors that another attempt would only meet again, such as a response that is larger than allowed. */
export const finalErrors = new WeakSet<Error>();
