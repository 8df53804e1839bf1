import { afterEach, beforeEach, vi } from "vitest";

/** Makes retries follow at once in each test of a file, where the length of the backoff does not matter. */
export function skipBackoff(): void {
  beforeEach(() => {
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(() => {
    vi.mocked(Math.random).mockRestore();
  });
}
