import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "flatpeak";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A response as in React Native: its body is available only as a whole. */
function withoutStream(response: Response): Response {
  return Object.defineProperty(response, "body", { value: undefined });
}

test("a login, a call and an error need neither TextEncoder nor TextDecoder", async () => {
  const answers = [
    [200, { bearer_token: "bearer", expires_in: 3600, live_mode: false }],
    [201, { object: "device", id: "dev_1", reference_id: "Zähler 😀" }],
    [409, { code: "duplicate_reference" }],
  ] as const;
  let requests = 0;
  const fetch = () => {
    const [status, body] = answers[requests++] ?? [500, {}];
    const text = () => Promise.resolve(JSON.stringify(body));
    return Promise.resolve(
      Object.defineProperty(withoutStream(new Response(null, { status })), "text", { value: text }),
    );
  };
  // Node loads fetch and its classes at their first use, with the globals that this test removes.
  expect(new FormData()).toBeInstanceOf(FormData);
  vi.stubGlobal("TextEncoder", undefined);
  vi.stubGlobal("TextDecoder", undefined);
  const flatpeak = createClient({ accountId: "acc_ü", apiKey: "sk_😀", fetch });
  const body = { reference_id: "Zähler 😀" };
  expect((await flatpeak.POST("/devices", { body })).data?.reference_id).toBe(body.reference_id);
  expect((await flatpeak.POST("/devices", { body })).error).toMatchObject({
    status: 409,
    body: { code: "duplicate_reference" },
  });
});

test.each([
  ["as JSON", "json", { a: "äöü" }],
  ["as text", "text", '{"a":"äöü"}  '],
  ["as an ArrayBuffer", "arrayBuffer", ArrayBuffer],
  ["as a Blob", "blob", Blob],
] as const)("the limit of a body that is read as a whole counts bytes: %s", async (_, parseAs, expected) => {
  // 13 characters, 16 bytes.
  const text = '{"a":"äöü"}  ';
  const fetch = () => Promise.resolve(withoutStream(new Response(text)));
  const flatpeak = createClient({ token: "bearer", fetch });
  const { data, error } = await flatpeak.GET("/devices", { parseAs, maxBodyBytes: 16 });
  expect(error).toBeUndefined();
  if (typeof expected === "function") expect(data).toBeInstanceOf(expected);
  else expect(data).toEqual(expected);
  expect((await flatpeak.GET("/devices", { parseAs, maxBodyBytes: 15 })).error?.message).toContain(
    "more than 15 bytes",
  );
});

test("an error page that is read as a whole is cut to 64 KiB, without a partial character", async () => {
  const page = `a${"😀".repeat(20_000)}`;
  const fetch = () => Promise.resolve(withoutStream(new Response(page, { status: 404 })));
  const { error } = await createClient({ token: "bearer", fetch }).GET("/devices");
  expect(error).toMatchObject({ status: 404, rawBody: `a${"😀".repeat(16_383)}` });
});

test("a library may replace the global Promise: async functions then return promises of another class", async () => {
  vi.stubGlobal("Promise", class extends Promise<unknown> {});
  const sent: (string | null)[] = [];
  const fetch = (url: string, { headers }: RequestInit) => {
    sent.push(new Headers(headers).get("authorization"));
    const body = url.endsWith("/login") ? { bearer_token: "bearer_1", expires_in: 3600 } : { data: [] };
    return Promise.resolve(Response.json(body));
  };
  const clients = [
    createClient({ accountId: "acc_1", apiKey: "sk_1", fetch }),
    createClient({ token: () => Promise.resolve("bearer_2"), fetch }),
    createClient({ token: () => ({ token: "bearer_3", expiresIn: 60 }), fetch }),
  ];
  for (const client of clients) expect((await client.GET("/devices")).error).toBeUndefined();
  const basic = `Basic ${Buffer.from("acc_1:sk_1").toString("base64")}`;
  expect(sent).toEqual([basic, "Bearer bearer_1", "Bearer bearer_2", "Bearer bearer_3"]);
});
