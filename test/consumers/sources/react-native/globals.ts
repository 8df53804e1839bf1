// Gives Node the globals of React Native: its abort-controller and whatwg-fetch over XMLHttpRequest, and not much else.
import { createRequire } from "node:module";

const load = createRequire(__filename);
const { AbortController, AbortSignal } = load("abort-controller") as Record<string, unknown>;
const { XMLHttpRequest } = load("xhr2") as Record<string, unknown>;

// Read first: Node loads FormData at its first use, which needs some of the globals that are removed below.
const { FormData } = globalThis;
const { env, argv } = process;
const missing = [
  ...["fetch", "Headers", "Request", "Response", "DOMException", "structuredClone", "TextDecoder"],
  ...["ReadableStream", "WritableStream", "TransformStream", "CompressionStream", "DecompressionStream"],
  ...["Event", "EventTarget", "MessageChannel", "BroadcastChannel", "WebSocket", "crypto"],
];
for (const name of missing) Reflect.deleteProperty(globalThis, name);
Object.assign(globalThis, {
  FormData,
  AbortController,
  AbortSignal,
  XMLHttpRequest,
  performance: { now: Date.now },
});
Object.defineProperty(globalThis, "process", { value: { env, argv } });
Object.defineProperty(globalThis, "navigator", { value: { product: "ReactNative" } });
// whatwg-fetch defines fetch, Headers, Request and Response if they are missing.
load("whatwg-fetch");
