import { hide } from "../errors/brand.ts";
import { FlatpeakError, UnexpectedResponseError } from "../errors/classes.ts";
import type { Operation } from "../errors/classes.ts";
import type { PageCursor } from "../errors/page-cursor.ts";

/** Has whatever goes wrong say where the list can be taken up again. Not enumerable, so that logs keep no IDs. */
export async function locate<Value>(work: Promise<Value>, cursor: PageCursor | undefined): Promise<Value> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof FlatpeakError) {
      hide(thrown, "cursor", cursor);
    }
    throw thrown;
  }
}

/** The error for a page that the walk cannot go on from. */
export function unusablePage(
  complaint: string,
  operation: Operation,
  response: Response,
): UnexpectedResponseError {
  const { method, path } = operation;
  return new UnexpectedResponseError(`Unexpected answer: ${complaint} (${method} ${path})`, {
    operation,
    outcome: "unknown",
    attempts: 1,
    response,
    // It was read as JSON, and what is left of its text by now is nobody's.
    rawBody: "",
  });
}
