import { hide } from "../errors/brand.ts";
import { FlatpeakError, UnexpectedResponseError } from "../errors/classes.ts";
import type { Operation } from "../errors/classes.ts";
import type { PageCursor } from "../errors/page-cursor.ts";

/** Adds to every error the cursor from which pagination can continue. Not enumerable, so that logs contain no IDs. */
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

/** Creates the error for a page from which pagination cannot continue. */
export function unusablePage(
  complaint: string,
  operation: Operation,
  response: Response,
): UnexpectedResponseError {
  const { method, path } = operation;
  return new UnexpectedResponseError(`Unexpected response: ${complaint} (${method} ${path})`, {
    operation,
    outcome: "unknown",
    attempts: 1,
    response,
    // The body was parsed as JSON, and its text was not kept.
    rawBody: "",
  });
}
