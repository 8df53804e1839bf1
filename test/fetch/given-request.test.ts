import { describe, expect, test } from "vitest";
import { createClient } from "flatpeak";
import { asOpenapiFetch } from "flatpeak/fetch";
import { passOn, readFetchOptions, readGiven } from "../../src/fetch/given-request.ts";

const URL_OF_ANOTHER = "https://example.com/";
const { signal } = new AbortController();

/** A Request of a runtime that lacks some properties. */
function makeRequestWithout(names: readonly string[], init?: RequestInit): Request {
  const absent = names.map((name) => [name, { value: undefined }]);
  return Object.defineProperties(
    new Request(URL_OF_ANOTHER, init),
    Object.fromEntries(absent) as PropertyDescriptorMap,
  );
}

describe("in a runtime that lacks a property of Request", () => {
  test("the body is read without a stream", async () => {
    const request = makeRequestWithout(["body"], { method: "POST", body: "text" });
    expect(new TextDecoder().decode((await readGiven(request, signal)) ?? undefined)).toBe("text");
  });

  test("there is no option of that name", () => {
    const options = readFetchOptions(
      makeRequestWithout(["mode", "keepalive"], { cache: "no-store" }),
      undefined,
    );
    expect(Object.keys(options)).toEqual(["cache"]);
  });
});

test("options of a framework are kept, those that the client sets are not", () => {
  const next = { revalidate: 60 };
  const own: RequestInit = {
    method: "POST",
    headers: { "x-own": "1" },
    body: "text",
    signal,
    redirect: "follow",
  };
  const init = { ...own, duplex: "half", window: null, next };
  expect(readFetchOptions(new Request(URL_OF_ANOTHER, init), init)).toEqual({ next });
});

test("a custom fetch gets the init of a request to another API unchanged, or an empty one", async () => {
  const seen: unknown[] = [];
  const fetch = (url: string, init: RequestInit) => {
    seen.push(url, init);
    return Promise.resolve(new Response());
  };
  const init = { method: "PATCH", headers: { "x-own": "1" }, body: "text" };
  await passOn(fetch, URL_OF_ANOTHER, init);
  await passOn(fetch, new URL(URL_OF_ANOTHER), undefined);
  expect(seen).toEqual([URL_OF_ANOTHER, init, URL_OF_ANOTHER, {}]);
  expect(seen[1]).toBe(init);
});

test("asOpenapiFetch returns the client itself", () => {
  const client = createClient({ token: "bearer" });
  expect(asOpenapiFetch(client)).toBe(client);
});
