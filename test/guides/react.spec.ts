import "./dom.ts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, createElement } from "react";
import type { ComponentType, ReactNode } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { SWRConfig } from "swr";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openPage } from "./blocks.ts";

const page = openPage("react", {
  elsewhere: async () => Response.json({ bearer_token: page.fake.issueToken(), expires_in: 3600 }),
});
let root: Root;
let screen: HTMLElement;
let id: string;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  screen = document.body.appendChild(document.createElement("main"));
  root = createRoot(screen);
  id = await addDevice("kitchen");
});
afterEach(async () => {
  await act(async () => root.unmount());
  screen.remove();
});

/** A device that exists before the recipe runs. */
async function addDevice(reference: string): Promise<string> {
  const answer = await page.fake.fetch("https://api.flatpeak.com/devices", {
    method: "POST",
    headers: { authorization: `Bearer ${page.fake.issueToken()}`, "content-type": "application/json" },
    body: JSON.stringify({ reference_id: `${reference}-${references++}` }),
  });
  return ((await answer.json()) as { id: string }).id;
}
let references = 0;

async function show(...nodes: ReactNode[]): Promise<void> {
  await act(async () => root.render(nodes));
}

async function see(text: string | RegExp): Promise<void> {
  await act(() => vi.waitUntil(() => screen.textContent?.match(text), { timeout: 5_000 }));
}

type Device = ComponentType<{ id: string }>;

describe("TanStack Query", () => {
  const device = async (wanted: string) => {
    const { exports } = await page.run<{ Device: Device }>("device.tsx");
    const client = new QueryClient();
    const child = createElement(exports.Device, { id: wanted });
    return createElement(QueryClientProvider, { key: wanted, client }, child);
  };

  test("a device is shown, renamed, and shown with its new name", async () => {
    await show(await device(id));
    await see(/^kitchen/);
    await act(async () => screen.querySelector("button")?.click());
    await see(/^garage$/);
  });

  test("an error is narrowed by its status, and not retried", async () => {
    const countGets = () =>
      page.fake.requests.filter(({ operationId }) => operationId === "get-device").length;
    const before = countGets();
    await show(await device("dev_unknown"));
    await see("No such device");
    expect(countGets()).toBe(before + 1);
  });

  test("a call without a waiting component is aborted", async () => {
    const ended = new Promise((resolve) => {
      page.fake.fail("get-device", {
        respond: (request) => {
          request.signal.addEventListener("abort", resolve);
          return new Promise(() => undefined);
        },
        times: 1,
      });
    });
    await show(await device("dev_slow"));
    await show("another page");
    await ended;
  });

  test("the client bundle contains no key", async () => {
    const { exports } = await page.run<{ flatpeak: object }>("flatpeak.ts");
    expect(exports.flatpeak).toBeDefined();
    const { createClient } = await import("flatpeak");
    expect(() => createClient()).toThrow(/cannot be used in a browser/);
  });

  test("queries.ts needs no other file", async () => {
    const { exports } = await page.run<{ deviceQuery: (id: string) => { retry: unknown } }>("queries.ts");
    expect(exports.deviceQuery(id).retry).toBe(false);
  });
});

describe("SWR", () => {
  const device = async (wanted: string) => {
    const { exports } = await page.run<{ Device: Device }>("with-swr.tsx");
    const child = createElement(exports.Device, { id: wanted });
    return createElement(SWRConfig, { key: wanted, value: { provider: () => new Map() } }, child);
  };

  test("a device is shown", async () => {
    await show(await device(id));
    await see(/^kitchen/);
  });

  test("an error is narrowed by its status", async () => {
    await show(await device("dev_unknown"));
    await see("No such device");
  });
});

page.everyBlockRan();
