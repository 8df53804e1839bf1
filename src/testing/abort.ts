/** Waits for `work`, but rejects with the signal's reason as soon as the signal aborts, as `fetch` does. */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        resolve(undefined);
      },
      { once: true },
    );
  });
  await Promise.race([work, aborted]);
  signal.throwIfAborted();
  return await work;
}
