import { Window } from "happy-dom";

// Only the globals that React needs from a browser: `fetch`, `AbortController` and others stay Node's. Imported
// before React, which looks for a document when it is loaded.
const window = new Window({ url: "https://app.example/" });
const { document, navigator, FormData, HTMLIFrameElement, Node, Element, HTMLElement, Event } = window;
Object.assign(globalThis, {
  window,
  document,
  FormData,
  HTMLIFrameElement,
  Node,
  Element,
  HTMLElement,
  Event,
});
Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
