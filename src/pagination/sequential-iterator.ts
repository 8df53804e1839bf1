/** What an iterator says at its end. */
export const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * An iterator that an error does not end, unlike that of a generator: the step that failed is taken again. Steps that are asked
 * for all at once are taken one after the other.
 *
 * @param leave called when the iterator is left early; steps after that have to end it
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
