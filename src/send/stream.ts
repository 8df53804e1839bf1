import type { BodySource } from "./body-source.ts";
import type { Deadline } from "./deadline.ts";

/**
 * A stream that goes on after its call has ended. Its time is no longer limited, but the caller's signal still ends it;
 * nothing is left behind once it is at its end, has failed or was cancelled.
 *
 * @param toError makes the stream's error of what its reading failed with
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
          // A `fetch` of the user's need not look at the signal. Not awaited: it may never come to an end.
          source.stop().catch(() => undefined);
          throw toError(thrown);
        }
      },
      cancel(reason) {
        release();
        return source.stop(reason).then(() => undefined);
      },
    },
    // Nothing is read ahead: whoever reads sets the pace.
    { highWaterMark: 0 },
  );
}
