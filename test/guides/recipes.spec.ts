import "./dom.ts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { Context } from "aws-lambda";
import { act, createElement } from "react";
import type { ComponentType, ReactNode } from "react";
import { createRoot } from "react-dom/client";
import type { Root } from "react-dom/client";
import { SWRConfig } from "swr";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startRedis } from "../support/redis.ts";
import type { Redis } from "../support/redis.ts";
import { openPage } from "./blocks.ts";

const page = openPage("recipes", {
  elsewhere: async () => {
    const authorization = `Basic ${btoa(`${page.fake.accountId}:${page.fake.apiKey}`)}`;
    const login = await page.fake.fetch("https://api.flatpeak.com/login", { headers: { authorization } });
    return new Response(((await login.json()) as { bearer_token: string }).bearer_token);
  },
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
  page.fake.intercept(undefined);
});

/** A device that is there before the recipe runs. */
async function addDevice(reference: string): Promise<string> {
  const authorization = `Basic ${btoa(`${page.fake.accountId}:${page.fake.apiKey}`)}`;
  const login = await page.fake.fetch("https://api.flatpeak.com/login", { headers: { authorization } });
  const { bearer_token } = (await login.json()) as { bearer_token: string };
  const answer = await page.fake.fetch("https://api.flatpeak.com/devices", {
    method: "POST",
    headers: { authorization: `Bearer ${bearer_token}` },
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
    const { exports } = await page.run<{ Device: Device }>("tanstack/device.tsx");
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

  test("an error is narrowed by its status, and not tried again", async () => {
    const countGets = () =>
      page.fake.requests.filter(({ operationId }) => operationId === "get-device").length;
    const before = countGets();
    await show(await device("dev_unknown"));
    await see("No such device");
    expect(countGets()).toBe(before + 1);
  });

  test("a call that nobody waits for any more is ended", async () => {
    const ended = new Promise((resolve) => {
      page.fake.intercept((request, operation) => {
        if (operation?.operationId !== "get-device") return undefined;
        request.signal.addEventListener("abort", resolve);
        return new Promise(() => undefined);
      });
    });
    await show(await device("dev_slow"));
    await show("another page");
    await ended;
  });

  test("queries.ts stands alone", async () => {
    const { exports } = await page.run<{ deviceQuery: (id: string) => { retry: unknown } }>(
      "tanstack/queries.ts",
    );
    expect(exports.deviceQuery(id).retry).toBe(false);
  });
});

describe("SWR", () => {
  const device = async (wanted: string) => {
    const { exports } = await page.run<{ Device: Device }>("swr/device.tsx");
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

describe.each([
  ["zod.ts", "ZodError"],
  ["valibot.ts", "ValiError"],
])("%s", (file, name) => {
  interface Exports {
    createDevice: (request: unknown) => Promise<{ data?: { reference_id: string } }>;
    askForPrices: (id: string, end: string) => Promise<{ data: { price: { value: number } }[] }>;
  }

  test("what is right is sent", async () => {
    const { exports } = await page.run<Exports>(file);
    const { data } = await exports.createDevice({ reference_id: file });
    expect(data?.reference_id).toBe(file);
  });

  test.each([{}, { reference_id: "" }, { reference_id: "a", mac: "b" }])("%j is refused", async (request) => {
    const { exports } = await page.run<Exports>(file);
    const before = page.fake.requests.length;
    await expect(exports.createDevice(request)).rejects.toMatchObject({ name });
    expect(page.fake.requests).toHaveLength(before);
  });

  test("prices pass, and an answer without them does not", async () => {
    const { exports } = await page.run<Exports>(file);
    const { data } = await exports.askForPrices("loc_1", "2026-01-01T00:00:00Z");
    expect(data[0]?.price.value).toEqual(expect.any(Number));
    page.fake.intercept((_, operation) =>
      operation?.operationId === "get-price" ? Response.json({ currency_code: "EUR" }) : undefined,
    );
    await expect(exports.askForPrices("loc_1", "2026-01-01T00:00:00Z")).rejects.toMatchObject({ name });
  });
});

describe("Next.js", () => {
  test("the form shows what the action answers", async () => {
    const { exports } = await page.run<{ DeviceForm: ComponentType }>("next/form.tsx");
    await show(createElement(exports.DeviceForm, { key: "form" }));
    const submit = async (reference: string) => {
      const input = screen.querySelector("input");
      if (input) input.value = reference;
      await act(async () => screen.querySelector("button")?.click());
    };
    await submit("bicycle");
    await see(/Created dev_/);
    await submit("bicycle");
    await see("This reference is taken");
  });

  test("an action that fails says no more than that", async () => {
    const { exports } = await page.run<{
      createDevice: (state: object, form: FormData) => Promise<{ message: string }>;
    }>("next/actions.ts");
    page.fake.intercept((_, operation) =>
      operation?.operationId === "create-device" ? new Response("secret", { status: 500 }) : undefined,
    );
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const form = new FormData();
    form.set("reference_id", "one");
    const { message } = await exports.createDevice({}, form);
    expect(message).toBe("That did not work; please try again later");
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });

  test("prices are not cached", async () => {
    const { exports } = await page.run<{ flatpeak: object }>("next/flatpeak.ts");
    expect(exports.flatpeak).toBeDefined();
  });
});

describe("AWS Lambda", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    vi.stubEnv("REDIS_URL", redis.url);
  });
  afterAll(() => redis.stop());

  interface Exports {
    handler: (
      request: { location_id: string; end_time: string },
      context: Pick<Context, "getRemainingTimeInMillis">,
    ) => Promise<{ statusCode: number; body: string }>;
  }
  const request = { location_id: "loc_1", end_time: "2026-01-01T00:00:00Z" };
  const context = { getRemainingTimeInMillis: () => 3_000 };

  test("a second container takes the first one's bearer", async () => {
    const logins = page.fake.logins;
    const first = await page.run<Exports>("lambda.ts");
    expect((await first.exports.handler(request, context)).statusCode).toBe(200);
    vi.resetModules();
    const second = await page.run<Exports>("lambda.ts");
    expect(second.exports.handler).not.toBe(first.exports.handler);
    expect((await second.exports.handler(request, context)).statusCode).toBe(200);
    expect(page.fake.logins).toBe(logins + 1);
  });

  test("a call ends before the container does", async () => {
    page.fake.intercept((_, operation) =>
      operation?.operationId === "get-price" ? new Promise(() => undefined) : undefined,
    );
    const { exports } = await page.run<Exports>("lambda.ts");
    const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const answer = await exports.handler(request, { getRemainingTimeInMillis: () => 600 });
    expect(answer.statusCode).toBe(502);
    expect(logged.mock.calls[0]?.[0]).toMatch(/time ran out/);
    logged.mockRestore();
  });
});

page.everyBlockRan();
