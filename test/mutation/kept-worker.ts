import { ThreadsPoolWorker } from "vitest/node";
import type { PoolOptions, PoolWorker, Vite } from "vitest/node";

/** Maximum number of mutants per thread, and so of those that the leftovers of one mutant can affect. */
const MAX_RUNS = 50;

/** The thread that the last run left, with all modules except the test files. */
let kept: { readonly thread: ThreadsPoolWorker; runs: number; receive: (data: unknown) => void } | undefined;

/**
 * Lets Vitest run the tests of many mutants in one thread. Otherwise each mutant starts a thread that imports the code
 * and all that the tests need, which takes most of the time of a mutant.
 */
export const keepWorker: Vite.Plugin = {
  name: "keep-worker",
  // Stryker overrides `test.pool`.
  configureVitest({ project }) {
    Object.assign(project.config, {
      pool: "kept",
      poolRunner: { name: "kept", createPoolWorker: createKeptWorker },
    });
  },
};

/** Makes the next run start a new thread. */
export function discardThread(): void {
  kept = undefined;
}

function createKeptWorker(options: PoolOptions): PoolWorker {
  const listeners = new Map<string, Set<(data: unknown) => void>>();
  const emit = (event: string, data: unknown): void =>
    listeners.get(event)?.forEach((listen) => {
      listen(data);
    });
  const reply = (type: "started" | "stopped"): void => {
    emit("message", { __vitest_worker_response__: true, type });
  };
  let config: object = {};
  const isFirst = kept === undefined;
  const current = (kept ??= { thread: new ThreadsPoolWorker(options), runs: 0, receive: () => undefined });
  current.runs += 1;

  return {
    name: "kept",
    deserialize: (data) => data,
    on: (event, listener) => void listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)),
    off: (event, listener) => void listeners.get(event)?.delete(listener),
    async start() {
      current.receive = (data) => {
        emit("message", data);
      };
      if (!isFirst) return;
      await current.thread.start();
      current.thread.on("message", (data) => {
        current.receive(data);
      });
      current.thread.on("error", (error) => {
        if (kept === current) kept = undefined;
        emit("error", error);
      });
    },
    send(message) {
      if (message.type === "stop") {
        reply("stopped");
      } else if (message.type === "start" && !isFirst) {
        config = message.context.config;
        reply("started");
      } else {
        // A thread gets its configuration, with the names of the tests to run, only when it starts.
        if (message.type === "run" && !isFirst) Object.assign(message.context, { config });
        current.thread.send(message);
      }
    },
    async stop() {
      if (kept === current && current.runs < MAX_RUNS) return;
      if (kept === current) kept = undefined;
      await current.thread.stop();
    },
  };
}
