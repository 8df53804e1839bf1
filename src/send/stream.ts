import type { Deadline } from "./deadline.ts";

/**
 * A stream that goes on after its call has ended. Its time is no longer limited, but the caller's signal still ends it;
 * nothing is left behind once it is at its end, has failed or was cancelled.
 *
 * @param toError makes the stream's error of what its reading failed with
 */
export function outliveCall<Chunk>(
  stream: ReadableStream<Chunk>,
  deadline: Deadline,
  toError: (thrown: unknown) => Error,
): ReadableStream<Chunk> {
  const reader = stream.getReader();
  const release = deadline.outlive();
  return new ReadableStream<Chunk>(
    {
      async pull(controller) {
        try {
          const { done, value } = await deadline.race(reader.read());
          if (!done) {
            controller.enqueue(value);
            return;
          }
          release();
          controller.close();
        } catch (thrown) {
          release();
          // A `fetch` of the user's need not look at the signal. Not awaited: it may never come to an end.
          reader.cancel().catch(() => undefined);
          throw toError(thrown);
        }
      },
      cancel(reason) {
        release();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead: whoever reads sets the pace.
    { highWaterMark: 0 },
  );
}
