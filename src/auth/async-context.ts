import { isJsonObject } from "../text/json.ts";

/** Runs work in an async context. */
export type RunInContext = (work: () => void) => void;

/**
 * Captures the current async context, so that a shared login does not carry the span, logger or user of the call that
 * started it. If the platform cannot do that, work runs in the context of its caller.
 */
export function captureContext(): RunInContext {
  try {
    // The only access to AsyncLocalStorage without an import that fails in browsers and bundlers.
    const process: unknown = Reflect.get(globalThis, "process");
    const load = propertyOf(process, "getBuiltinModule");
    const hooks = call(load, process, "node:async_hooks");
    const storage = propertyOf(hooks, "AsyncLocalStorage");
    const run = call(propertyOf(storage, "snapshot"), storage);
    if (typeof run === "function") return (work) => void call(run, undefined, work);
  } catch {
    // A platform that throws here has no AsyncLocalStorage.
  }
  return (work) => {
    work();
  };
}

function propertyOf(value: unknown, name: string): unknown {
  return isJsonObject(value) || typeof value === "function" ? Reflect.get(value, name) : undefined;
}

function call(method: unknown, receiver: unknown, ...values: readonly unknown[]): unknown {
  return typeof method === "function" ? Reflect.apply(method, receiver, values) : undefined;
}
