import type { BodySource } from "./body-source.ts";
import type { Deadline } from "./deadline.ts";

/**
 * Creates a stream that outlives its call. `timeout` no longer applies, but the caller's signal still aborts it.
 * Listeners are removed when it ends, fails or is cancelled.
 *
 * @param toError converts a read error to the stream's error
 */
export function outliveCall(
  source: BodySource,
  deadline: Deadline,
  toError: (thrown: unknown) => Error,
): ReadableStream<Uint8Array> {
  const release = deadline.outlive();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value } = await deadline.race(source.next());
          if (value !== undefined) {
            controller.enqueue(value);
            return;
          }
          release();
          controller.close();
        } catch (thrown) {
          release();
          // A user's `fetch` may ignore the signal. Not awaited: the promise may never settle.
          source.stop().catch(() => undefined);
          throw toError(thrown);
        }
      },
      cancel(reason) {
        release();
        return source.stop(reason).then(() => undefined);
      },
    },
    // No read-ahead: the reader sets the pace.
    { highWaterMark: 0 },
  );
}
