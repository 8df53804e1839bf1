import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRecentIds } from "../../src/webhooks/recent-ids.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("recent IDs", () => {
  test("expire after the lifetime, each at its own time", () => {
    const ids = createRecentIds(1_000);
    ids.add("a");
    vi.advanceTimersByTime(600);
    ids.add("b");
    vi.advanceTimersByTime(399);
    expect([ids.has("a"), ids.has("b"), ids.has("c"), ids.size()]).toEqual([true, true, false, 2]);
    vi.advanceTimersByTime(1);
    expect([ids.has("a"), ids.has("b"), ids.size()]).toEqual([false, true, 1]);
    vi.advanceTimersByTime(600);
    expect(ids.size()).toBe(0);
  });

  test("live longer if they are added again, and older IDs still expire", () => {
    const ids = createRecentIds(1_000);
    ids.add("a");
    ids.add("b");
    vi.advanceTimersByTime(500);
    ids.add("a");
    vi.advanceTimersByTime(500);
    expect([ids.has("a"), ids.has("b"), ids.size()]).toEqual([true, false, 1]);
  });

  test("can be removed, but only by the latest addition", () => {
    const ids = createRecentIds(1_000);
    const forgetFirst = ids.add("a");
    vi.advanceTimersByTime(1);
    const forgetSecond = ids.add("a");
    forgetFirst();
    expect(ids.has("a")).toBe(true);
    forgetSecond();
    expect([ids.has("a"), ids.size()]).toEqual([false, 0]);
  });
});
