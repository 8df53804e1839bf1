import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import type { FakeAnswer, FakeFlatpeak, FakeFlatpeakOptions, Interceptor } from "../../src/testing/index.ts";
import { readRequest, sendResponse, toRequest } from "./local-flatpeak/exchange.ts";
import { loadJudge } from "./local-flatpeak/judge.ts";

/** Settings of {@link startLocalFlatpeak}: those of the fake, and a first interceptor. */
export interface LocalFlatpeakOptions extends FakeFlatpeakOptions {
  readonly intercept?: Interceptor | undefined;
}

/** A Flatpeak that listens on the loopback interface. */
export interface LocalFlatpeak {
  /** Origin to send requests to: `http://127.0.0.1:…`. */
  readonly baseUrl: string;
  /** Answers what the judge lets through; its requests are those that it answered. */
  readonly fake: FakeFlatpeak;
  /** What the contract had against requests and answers so far: `"request GET /devices: query/limit: …"`. */
  readonly violations: readonly string[];
  /** Stops listening and cuts all connections, idle and busy. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a fake Flatpeak behind a real HTTP server, with the contract itself as judge on both sides: a request that
 * violates it is answered 400, an answer that does is replaced by a 500, and both are noted in `violations`.
 * Missing credentials and unknown paths or methods are noted too, but answered by the fake, as the API has answers for
 * them. Intercepted answers are not judged.
 */
export async function startLocalFlatpeak(options: LocalFlatpeakOptions = {}): Promise<LocalFlatpeak> {
  const { intercept, ...fakeOptions } = options;
  const judge = await loadJudge();
  const fake = createFakeFlatpeak(fakeOptions);
  fake.intercept(intercept);
  const violations: string[] = [];

  const findAnswerFaults = async ({ response, operation, intercepted }: FakeAnswer) => {
    if (intercepted || operation === undefined) return [];
    // The one status that the contract lacks and that was asked for.
    if (response.status === 401 && options.refusalStatus === 401) return [];
    const text = await response.clone().text();
    return judge.judgeAnswer(
      operation.operationId,
      response.status,
      text === "" ? undefined : JSON.parse(text),
    );
  };

  const respond = async (incoming: IncomingMessage, signal: AbortSignal): Promise<Response> => {
    const sent = await readRequest(incoming);
    const call = `${sent.method} ${sent.path}`;
    const { refused, invalid } = judge.judgeRequest(sent);
    violations.push(...[...refused, ...invalid].map((fault) => `request ${call}: ${fault}`));
    if (refused.length === 0 && invalid.length > 0) {
      return Response.json(
        { object: "error", live_mode: false, type: "invalid_request", message: invalid.join("; ") },
        { status: 400 },
      );
    }
    const answer = await fake.answer(toRequest(sent, baseUrl, signal));
    const faults = await findAnswerFaults(answer);
    if (faults.length === 0) return answer.response;
    violations.push(
      ...faults.map((fault) => `answer ${String(answer.response.status)} to ${call}: ${fault}`),
    );
    return fail(`The answer violates the contract: ${faults.join("; ")}`);
  };

  const server = createServer((incoming, outgoing) => {
    void respond(incoming, abortOnClose(outgoing))
      .catch((error: unknown) => {
        // A caller that hangs up while it is being listened to breaks no promise.
        if (!outgoing.destroyed)
          violations.push(`${incoming.method ?? ""} ${incoming.url ?? ""}: ${String(error)}`);
        return fail(String(error));
      })
      .then((response) => sendResponse(response, outgoing));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const baseUrl = `http://127.0.0.1:${address.port}`;

  return {
    baseUrl,
    fake,
    violations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function abortOnClose(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}

function fail(message: string): Response {
  return Response.json({ message }, { status: 500 });
}
