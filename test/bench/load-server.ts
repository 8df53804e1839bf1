import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createFakeFlatpeak } from "../../src/testing/index.ts";
import { receiveRequest, sendResponse, toRequest } from "../../src/testing/node/exchange.ts";

/** The facts about a run, as the server knows them. */
export interface Account {
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Time of each successful login, in milliseconds from the first. */
  readonly logins: readonly number[];
  /** Number of logins with a fault, successful or not. */
  readonly spoiledLogins: number;
  /** Number of times each device was created, by reference. */
  readonly created: Readonly<Record<string, number>>;
}

/** Faults: each processes the request or not, and loses, damages or delays the response. */
const FAULTS = [
  "reset unread",
  "reset",
  "lost",
  "half",
  "stall",
  "slow",
  "page",
  "408",
  "429",
  "500",
  "502",
  "503",
  "504",
];

const [faultShare = 0, lifetime = 2] = process.argv.slice(2).map(Number);
const fake = createFakeFlatpeak({ tokenLifetime: lifetime, refusalStatus: 401 });
const logins: number[] = [];
const faults: Record<string, number> = {};
const created: Record<string, number> = {};
let [requests, spoiledLogins] = [0, 0];
let seed = 1;

/** The same faults in every run: a linear congruential generator. */
function random(): number {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
}

async function carryOut(incoming: IncomingMessage): Promise<Response> {
  const sent = await receiveRequest(incoming);
  const response = await fake.fetch(toRequest(sent, "http://localhost", new AbortController().signal));
  if (sent.url === "/login" && response.ok) logins.push(performance.now());
  if (sent.method === "POST" && response.status === 201) {
    const { reference_id } = (await response.clone().json()) as { reference_id: string };
    created[reference_id] = (created[reference_id] ?? 0) + 1;
  }
  return response;
}

async function spoil(fault: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  switch (fault) {
    case "reset unread":
      incoming.socket.resetAndDestroy();
      return;
    case "reset":
      await receiveRequest(incoming);
      incoming.socket.resetAndDestroy();
      return;
    case "lost":
      await carryOut(incoming);
      incoming.socket.resetAndDestroy();
      return;
    case "half":
      await carryOut(incoming);
      outgoing.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => incoming.socket.destroy(), 5);
      return;
    case "stall":
      await carryOut(incoming);
      return;
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, 300));
      await sendResponse(await carryOut(incoming), outgoing);
      return;
    case "page":
      await carryOut(incoming);
      outgoing.writeHead(200, { "content-type": "text/html" }).end("<html>");
      return;
    default:
      if (!["429", "503"].includes(fault)) await carryOut(incoming);
      outgoing.writeHead(Number(fault), { "content-type": "text/plain" }).end("spoiled");
  }
}

const server = createServer((incoming, outgoing) => {
  requests += 1;
  const fault = random() < faultShare ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
  if (fault === undefined) {
    void carryOut(incoming).then((response) => sendResponse(response, outgoing));
    return;
  }
  faults[fault] = (faults[fault] ?? 0) + 1;
  if (incoming.url === "/login") spoiledLogins += 1;
  void spoil(fault, incoming, outgoing);
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const { accountId, apiKey } = fake;
  if (address !== null && typeof address !== "string")
    process.send?.({ port: address.port, accountId, apiKey });
});

process.on("message", () => {
  const first = logins[0] ?? 0;
  const account: Account = {
    requests,
    faults,
    logins: logins.map((time) => Math.round(time - first)),
    spoiledLogins,
    created,
  };
  process.send?.(account, () => {
    process.exit();
  });
});
