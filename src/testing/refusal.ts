import type { PlainAnswer } from "./answers.ts";
import { badRequest, notFound } from "./answers.ts";
import type { CalledOperation } from "./routes.ts";

/** Thrown by a handler that refuses a call. */
export class Refusal extends Error {
  readonly answer: PlainAnswer;

  constructor(message: string, answer: PlainAnswer = badRequest(message)) {
    super(message);
    this.answer = answer;
  }
}

/** Refuses a call that refers to an unknown object: with 404 if the contract documents it, else with 400. */
export function refuseMissing(operation: CalledOperation, message: string): Refusal {
  return new Refusal(message, "404" in operation.entry.errors ? notFound(message) : badRequest(message));
}
