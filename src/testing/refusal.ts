import type { PlainResponse } from "./plain-response.ts";
import { badRequest, notFound } from "./plain-response.ts";
import type { CalledOperation } from "./routes.ts";

/** Thrown by a handler that refuses a call. */
export class Refusal extends Error {
  readonly response: PlainResponse;

  constructor(message: string, response: PlainResponse = badRequest(message)) {
    super(message);
    this.response = response;
  }
}

/** Refuses a call that refers to an unknown object: with 404 if the contract documents it, else with 400. */
export function refuseMissing(operation: CalledOperation, message: string): Refusal {
  return new Refusal(message, "404" in operation.entry.errors ? notFound(message) : badRequest(message));
}
