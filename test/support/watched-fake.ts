import { manifest } from "../../generated/manifest.ts";
import { watchDrift } from "../../src/drift/index.ts";
import { createOperationFinder } from "../../src/fetch/operation-finder.ts";
import { createFakeFlatpeak as create } from "../../src/testing/index.ts";
import type { FakeFlatpeak } from "../../src/testing/index.ts";
import { collect } from "./fake-findings.ts";

export * from "../../src/testing/index.ts";

/**
 * `flatpeak/testing` in tests: a fake whose responses are compared with the contract. After a test, findings fail it.
 * Responses that a test stages with `on`, `fail` or `deviate` are its own, and are not compared.
 */
export const createFakeFlatpeak: typeof create = (options: object = {}) => {
  const fake: FakeFlatpeak = create(options);
  const isOfAnotherContract = "manifest" in options || "examples" in options;
  return isOfAnotherContract ? fake : watchFake(fake);
};

/** Origin for finding operations: fakes ignore that of a request. */
const ORIGIN = "https://api.example";
const findOperation = createOperationFinder(manifest, ORIGIN);

/** Statuses of refused requests. The fake has them for all operations, the contract does not. */
const REFUSALS: readonly number[] = [400, 401];

function watchFake(fake: FakeFlatpeak): FakeFlatpeak {
  const watch = watchDrift(() => undefined, { every: 1 });
  collect(watch);
  const staged = new Set<string>();
  const { fetch, on, fail, deviate } = fake;

  /** Marks the operation as staged. */
  const mark = <Id extends string, Staged>(stage: (operationId: Id, answer: Staged) => () => void) => {
    return (operationId: Id, answer: Staged): (() => void) => {
      staged.add(operationId);
      return stage(operationId, answer);
    };
  };

  const compare = async (method: string, url: string, response: Response): Promise<void> => {
    const { pathname, search } = new URL(url);
    const operation = findOperation(method, ORIGIN + pathname + search)?.entry;
    if (operation === undefined || staged.has("*") || staged.has(operation.operationId)) return;
    const { status, headers } = response;
    if (REFUSALS.includes(status) && !(status in operation.errors)) return;
    const text = await response.clone().text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    watch({ operationId: operation.operationId, status, headers, body });
  };

  return Object.assign(fake, {
    on: mark(on),
    fail: mark(fail),
    deviate: mark(deviate),
    fetch: async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const request = new Request(input, init);
      const { method, url } = request;
      const response = await fetch(request);
      await compare(method, url, response);
      return response;
    },
  });
}
