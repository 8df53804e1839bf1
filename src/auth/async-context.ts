import { memberOf } from "../text/member.ts";

/** Runs work in an async context. */
export type RunInContext = (work: () => void) => void;

/**
 * Captures the current async context, so that a shared login does not carry the span, logger or user of the call that
 * started it. If the platform cannot do that, work runs in the context of its caller.
 */
export function captureContext(): RunInContext {
  try {
    // The only access to AsyncLocalStorage without an import, which would fail in browsers and bundlers.
    const hooks = call(memberOf(globalThis, "process"), "getBuiltinModule", "node:async_hooks");
    const run = call(memberOf(hooks, "AsyncLocalStorage"), "snapshot");
    if (typeof run === "function") return (work) => void Reflect.apply(run, undefined, [work]);
  } catch {
    // A platform that throws here has no AsyncLocalStorage.
  }
  return (work) => {
    work();
  };
}

function call(receiver: unknown, name: string, ...values: readonly unknown[]): unknown {
  const method = memberOf(receiver, name);
  return typeof method === "function" ? Reflect.apply(method, receiver, values) : undefined;
}
