/** Result of an iterator at its end. */
export const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Creates an iterator that continues after an error, unlike a generator: it repeats the step that failed. Concurrent
 * steps run one after the other.
 *
 * @param leave called when a loop stops early; steps after it must return {@link DONE}
 */
export function iterateInTurn<Value>(
  step: () => Promise<IteratorResult<Value, undefined>>,
  leave: () => void,
): AsyncIterableIterator<Value, undefined> {
  let turn: Promise<unknown> = Promise.resolve();
  const iterator: AsyncIterableIterator<Value, undefined> = {
    next() {
      const result = turn.then(step, step);
      turn = result;
      return result;
    },
    return() {
      leave();
      return Promise.resolve(DONE);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
