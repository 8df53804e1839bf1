/** A wait that ends after a time, or earlier with a value. */
export interface Patience<Value> {
  /** The value; `undefined` once the time is over. */
  readonly over: Promise<Value | undefined>;
  /** Ends the wait and clears its timer. */
  readonly end: (value?: Value) => void;
}

/** Starts a wait of that many milliseconds. */
export function startPatience<Value = never>(milliseconds: number): Patience<Value> {
  let end: (value?: Value) => void = () => undefined;
  const over = new Promise<Value | undefined>((resolve) => {
    const timer = setTimeout(resolve, milliseconds, undefined);
    end = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
  });
  return { over, end };
}
