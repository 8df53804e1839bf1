import { execFileSync } from "node:child_process";
import { constants, createHmac, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createWebhookHandler, WebhookError } from "flatpeak/webhooks";
import type { WebhookEvent, WebhookHandlerOptions } from "flatpeak/webhooks";
import { createKeySet } from "../../src/webhooks/key-set.ts";
import { judgeSignature } from "../../src/webhooks/signature.ts";
import { createMemoryStore, deviceEvent } from "../support/event-api.ts";
import { createKeyApi } from "../support/key-api.ts";
import type { KeyApi } from "../support/key-api.ts";
import { headersOf, makeKey, signBytes, signedHeaders } from "../support/signing.ts";

interface SignedWebhook {
  readonly jwks: { readonly keys: readonly object[] };
  readonly headers: Readonly<Record<string, string>>;
  readonly body_base64: string;
}
const fixture = new URL("../fixtures/signed-webhook.json", import.meta.url);
const vector = JSON.parse(readFileSync(fixture, "utf8")) as SignedWebhook;
const vectorBody = Buffer.from(vector.body_base64, "base64");

const NOW = 1_776_847_880;
const key = makeKey("wsk_test_1");
const body = JSON.stringify(deviceEvent);

let api: KeyApi;
const onEvent = vi.fn<(event: WebhookEvent) => unknown>();
const onError = vi.fn<(error: unknown) => unknown>();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1_000 });
  api = createKeyApi(key.jwk);
  onEvent.mockReset();
  onError.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

const create = (options: Partial<WebhookHandlerOptions> = {}) =>
  createWebhookHandler({ client: api.client, onEvent, onError, ...options });

const request = (headers: Record<string, string>, content: BodyInit = body) =>
  new Request("https://example.com/webhooks", { method: "POST", headers, body: content });

/** Returns the status, the reported reason, and the number of calls to the API for events. */
async function judge(
  headers: Record<string, string>,
  content: BodyInit = body,
  options: Partial<WebhookHandlerOptions> = {},
): Promise<string> {
  onError.mockReset();
  const before = api.requests.length;
  const { status } = await create(options)(request(headers, content));
  const calls = api.requests.slice(before).filter(({ path }) => path.startsWith("/events/")).length;
  const error: unknown = onError.mock.calls[0]?.[0];
  const reason = error instanceof WebhookError ? ` ${error.reason}` : "";
  return `${status}${reason}, ${calls} calls`;
}

describe("a valid signature is sufficient", () => {
  test("of an example that another program has signed", async () => {
    const keys = createKeySet(() => Promise.resolve(vector.jwks));
    const verdict = await judgeSignature(new Headers(vector.headers), vectorBody, keys, 300_000);
    expect(verdict).toEqual({ is: "good" });
  });

  test("of a webhook that node:crypto has signed", async () => {
    expect(await judge(signedHeaders(body, key, NOW))).toBe("204, 0 calls");
  });

  test("of a webhook that the openssl command has signed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flatpeak-"));
    const [keyFile, dataFile] = [join(folder, "key.pem"), join(folder, "data")];
    writeFileSync(keyFile, key.privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(dataFile, `${NOW}.${body}`);
    const pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    const signature = execFileSync("openssl", ["dgst", "-sha256", ...pss, "-sign", keyFile, dataFile]);
    rmSync(folder, { recursive: true });
    const headers = headersOf(signature.toString("base64url"), "wsk_test_1", NOW);
    expect(await judge(headers)).toBe("204, 0 calls");
    expect(await judge({ ...headers, "flatpeak-timestamp": String(NOW + 1) })).toBe(
      "403 bad-signature, 0 calls",
    );
  });

  test("of a body that is not an event is a 400", async () => {
    expect(await judge(signedHeaders("{}", key, NOW), "{}")).toBe("400 no-event, 0 calls");
  });

  test("during a flood of invented events that uses up all confirmations", async () => {
    const handler = create();
    const flood = Array.from({ length: 100 }, (_, number) =>
      handler(request({}, JSON.stringify({ ...deviceEvent, id: `evt_${number}` }))),
    );
    expect((await handler(request(signedHeaders(body, key, NOW)))).status).toBe(204);
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(flood);
    expect(api.count("/jwks.json")).toBe(1);
  });
});

describe("an altered webhook is a 403, and the API is not called", () => {
  beforeEach(() => {
    api = createKeyApi(...vector.jwks.keys);
  });
  const refused = "403 bad-signature, 0 calls";

  test("at any byte of its body", async () => {
    for (let at = 0; at < vectorBody.length; at++) {
      const altered = Buffer.from(vectorBody);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(await judge({ ...vector.headers }, altered), `byte ${at}`).toBe(refused);
    }
    expect(await judge({ ...vector.headers }, Buffer.concat([vectorBody, Buffer.from(" ")]))).toBe(refused);
    expect(await judge({ ...vector.headers }, vectorBody.subarray(1))).toBe(refused);
  });

  test("at any character of its signature", async () => {
    const { "Flatpeak-Signature": signature = "" } = vector.headers;
    for (let at = "v1=".length; at < signature.length; at++) {
      // The next character of the alphabet: at the end, it differs in bits that decoders ignore.
      const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      const other = alphabet[alphabet.indexOf(signature[at] ?? "") ^ 1] ?? "";
      const altered = signature.slice(0, at) + other + signature.slice(at + 1);
      const headers = { ...vector.headers, "Flatpeak-Signature": altered };
      expect(await judge(headers, vectorBody), `character ${at}`).toBe(refused);
    }
    for (const altered of [
      signature.replaceAll("-", "+").replaceAll("_", "/"),
      `${signature}A`,
      `${signature}==`,
      signature.slice(0, -1),
      "v1=",
      "v1=é",
      "v1=A",
    ]) {
      expect(await judge({ ...vector.headers, "Flatpeak-Signature": altered }, vectorBody)).toBe(refused);
    }
  });

  test("at its timestamp", async () => {
    for (const time of [
      "1776847881",
      "1776847880 1",
      "01776847880",
      "1776847880.",
      "-1",
      "",
      "1776847880.0",
    ]) {
      const headers = { ...vector.headers, "Flatpeak-Timestamp": time };
      expect(await judge(headers, vectorBody), time).toBe(refused);
    }
  });

  test("at the border between timestamp and body", async () => {
    const withDot = JSON.stringify({ ...deviceEvent, note: "a.b" });
    const [start = "", end = ""] =
      withDot.split(".").length > 1 ? [withDot.slice(0, 5), withDot.slice(5)] : [];
    api = createKeyApi(key.jwk);
    const headers = headersOf(signBytes(`${NOW}.${start}.${end}`, key), "wsk_test_1", `${NOW}.${start}`);
    expect(await judge(headers, end, { verify: "signature" })).toBe("403 old-signature, 0 calls");
  });
});

describe("a signature with another algorithm is a 403, and the API is not called", () => {
  const text = `${NOW}.${body}`;
  test.each<[string, () => string]>([
    ["RS256", () => signBytes(text, key, { padding: constants.RSA_PKCS1_PADDING })],
    ["PS384", () => signBytes(text, key, { hash: "sha384" })],
    ["PS256 with a salt of 20 bytes", () => signBytes(text, key, { saltLength: 20 })],
    ["PS256 with the longest salt", () => signBytes(text, key, { saltLength: 222 })],
    [
      "HS256 by the public key",
      () => createHmac("sha256", String(key.jwk["n"])).update(text).digest("base64url"),
    ],
    ["another key under this ID", () => signBytes(text, makeKey("wsk_test_1"))],
    ["none", () => ""],
  ])("%s", async (_name, sign) => {
    expect(await judge(headersOf(sign(), "wsk_test_1", NOW))).toBe("403 bad-signature, 0 calls");
    expect(onEvent).not.toHaveBeenCalled();
  });
});

describe("a key that is not for PS256 counts as unknown, and the API decides", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  const small = makeKey("wsk_test_1", 512);
  const exponent = makeKey("wsk_test_1", 2048, 3);
  test.each<[string, object]>([
    ["an EC key", { ...ec, kid: "wsk_test_1" }],
    ["an EC key with the numbers of an RSA key", { ...key.jwk, kty: "EC" }],
    ["a secret", { kty: "oct", k: key.jwk["n"], kid: "wsk_test_1", alg: "HS256" }],
    ["an RSA key of 512 bits", small.jwk],
    [
      "one of 512 bits with zeros before it",
      { ...small.jwk, n: `${"A".repeat(256)}${String(small.jwk["n"])}` },
    ],
    ["one of 8192 bits", { ...key.jwk, n: Buffer.alloc(1024, 0xff).toString("base64url") }],
    ["one with another exponent", exponent.jwk],
    ["one for RS256", { ...key.jwk, alg: "RS256" }],
    ["one for encryption", { ...key.jwk, use: "enc" }],
    ["one without its modulus", { ...key.jwk, n: undefined }],
    ["one whose ID is a number", { ...key.jwk, kid: 1 }],
    ["an empty object", {}],
  ])("%s", async (_name, jwk) => {
    api = createKeyApi(jwk);
    const headers = signedHeaders(body, key, NOW);
    expect(await judge(headers)).toBe("403 unknown-event, 1 calls");
    expect(await judge(headers, body, { verify: "signature" })).toBe("403 unknown-key, 0 calls");
  });

  test.each<[number, string]>([
    [2040, "unknown-key"],
    [2048, "bad-signature"],
    [4096, "bad-signature"],
    [4104, "unknown-key"],
  ])("an RSA key of %d bits: %s", async (bits, reason) => {
    api = createKeyApi({ ...key.jwk, n: Buffer.alloc(bits / 8, 0xff).toString("base64url") });
    const verdict = await judge(signedHeaders(body, key, NOW), body, { verify: "signature" });
    expect(verdict).toBe(`403 ${reason}, 0 calls`);
  });

  test("a key that the platform refuses to import does not affect the others", async () => {
    // Node imports any modulus; other platforms do not.
    vi.spyOn(crypto.subtle, "importKey").mockRejectedValueOnce(new DOMException("x", "DataError"));
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    api = createKeyApi({ ...key.jwk, kid: "wsk_broken" }, key.jwk);
    expect(await judge(signedHeaders(body, key, NOW))).toBe("204, 0 calls");
  });

  test("other fields of a JWK are ignored", async () => {
    const jwk = {
      ...key.privateKey.export({ format: "jwk" }),
      kid: "wsk_test_1",
      key_ops: ["sign"],
      ext: false,
    };
    api = createKeyApi(jwk);
    expect(await judge(signedHeaders(body, key, NOW))).toBe("204, 0 calls");
  });
});

describe("verification", () => {
  const good = signedHeaders(body, key, NOW);
  const old = signedHeaders(body, key, NOW - 301);
  const future = signedHeaders(body, key, NOW + 301);
  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([header]) => header !== name));
  test.each<[string, Record<string, string>, string, string]>([
    ["a good signature", good, "204, 0 calls", "204, 0 calls"],
    ["no signature", without("flatpeak-signature"), "204, 1 calls", "403 unsigned, 0 calls"],
    ["the signature none", { "flatpeak-signature": "none" }, "204, 1 calls", "403 unsigned, 0 calls"],
    ["an empty signature", { ...good, "flatpeak-signature": "" }, "204, 1 calls", "403 unsigned, 0 calls"],
    ["an old signature", old, "204, 1 calls", "403 old-signature, 0 calls"],
    ["one from the future", future, "204, 1 calls", "403 old-signature, 0 calls"],
    [
      "another scheme",
      { ...good, "flatpeak-signature-scheme": "v2" },
      "204, 1 calls",
      "403 unknown-scheme, 0 calls",
    ],
    ["no scheme", without("flatpeak-signature-scheme"), "204, 1 calls", "403 unknown-scheme, 0 calls"],
    [
      "another prefix",
      { ...good, "flatpeak-signature": "v2=AA" },
      "204, 1 calls",
      "403 unknown-scheme, 0 calls",
    ],
    ["an unknown key", { ...good, "flatpeak-key-id": "wsk_2" }, "204, 1 calls", "403 unknown-key, 0 calls"],
    [
      "a key called __proto__",
      { ...good, "flatpeak-key-id": "__proto__" },
      "204, 1 calls",
      "403 unknown-key, 0 calls",
    ],
    ["no key", without("flatpeak-key-id"), "204, 1 calls", "403 unknown-key, 0 calls"],
    [
      "a wrong signature",
      { ...good, "flatpeak-signature": "v1=AA" },
      "403 bad-signature, 0 calls",
      "403 bad-signature, 0 calls",
    ],
  ])("of %s", async (_name, headers, byDefault, bySignature) => {
    api.events.set(deviceEvent.id, deviceEvent);
    expect(await judge(headers)).toBe(byDefault);
    expect(await judge(headers, body, { verify: "signature-then-api" })).toBe(byDefault);
    expect(await judge(headers, body, { verify: "signature" })).toBe(bySignature);
    const keysBefore = api.count("/jwks.json");
    expect(await judge(headers, body, { verify: "api" })).toBe("204, 1 calls");
    expect(api.count("/jwks.json")).toBe(keysBefore);
  });

  test("without a key does not load the key set", async () => {
    await judge(without("flatpeak-key-id"));
    expect(api.count("/jwks.json")).toBe(0);
  });

  test("by the API if the keys cannot be loaded; with verify: signature, a 503", async () => {
    api.respond = () => new Response(null, { status: 500 });
    api.events.set(deviceEvent.id, deviceEvent);
    expect(await judge(good)).toBe("204, 1 calls");
    expect(await judge(good, body, { verify: "signature" })).toBe("503 keys-unavailable, 0 calls");
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ cause: { message: "GET /jwks.json: status 500" } });
  });
});

describe("the timestamp", () => {
  test("may differ by 5 minutes either way, or by `tolerance`", async () => {
    const at = (seconds: number) => signedHeaders(body, key, NOW + seconds);
    const options = { verify: "signature" } as const;
    expect(await judge(at(-300), body, options)).toBe("204, 0 calls");
    expect(await judge(at(300), body, options)).toBe("204, 0 calls");
    expect(await judge(at(-301), body, options)).toBe("403 old-signature, 0 calls");
    expect(await judge(at(301), body, options)).toBe("403 old-signature, 0 calls");
    expect(await judge(at(-86_400), body, { ...options, tolerance: 86_400_000 })).toBe("204, 0 calls");
    expect(await judge(at(-11), body, { ...options, tolerance: 10_000 })).toBe("403 old-signature, 0 calls");
  });

  test("is invalid unless it is a whole number of seconds", async () => {
    for (const timestamp of [`${NOW}.0`, "1e9", "0x69e88b88", "+1776847880", "9".repeat(13)]) {
      const headers = signedHeaders(body, key, timestamp);
      expect(await judge(headers, body, { verify: "signature" })).toBe("403 old-signature, 0 calls");
    }
  });

  test("allows replays for a while, and a store prevents them", async () => {
    const headers = signedHeaders(body, key, NOW);
    const store = createMemoryStore();
    for (let time = 0; time < 3; time++) expect(await judge(headers, body, { store })).toBe("204, 0 calls");
    expect(onEvent).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(301_000);
    expect(await judge(headers, body, { store })).toBe("204, 0 calls");
    expect(await judge(headers)).toBe("403 unknown-event, 1 calls");
  });
});

describe("accountId", () => {
  const accountId = deviceEvent.data.account_id;
  const other = JSON.stringify({ ...deviceEvent, data: { ...deviceEvent.data, account_id: "acc_other" } });
  const unnamed = JSON.stringify({ ...deviceEvent, data: { id: deviceEvent.data.id } });

  test("accepts signed events of this account", async () => {
    expect(await judge(signedHeaders(body, key, NOW), body, { accountId })).toBe("204, 0 calls");
  });

  test("refuses signed events of another", async () => {
    expect(await judge(signedHeaders(other, key, NOW), other)).toBe("204, 0 calls");
    expect(await judge(signedHeaders(other, key, NOW), other, { accountId })).toBe(
      "403 other-account, 0 calls",
    );
  });

  test("leaves signed events without an account to the API", async () => {
    api.events.set(deviceEvent.id, deviceEvent);
    const headers = signedHeaders(unnamed, key, NOW);
    expect(await judge(headers, unnamed, { accountId })).toBe("204, 1 calls");
    expect(await judge(headers, unnamed, { accountId, verify: "signature" })).toBe(
      "403 other-account, 0 calls",
    );
  });
});
