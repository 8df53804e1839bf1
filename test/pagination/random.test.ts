import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, FlatpeakError, paginate } from "flatpeak";
import type { Client, PageCursor } from "flatpeak";
import { listOf, sendJson, startListServer } from "../support/list-server.ts";
import type { ListQuery, ListServer } from "../support/list-server.ts";

let server: ListServer;
let flatpeak: Client;

beforeAll(async () => {
  server = await startListServer();
  flatpeak = createClient({ token: "bearer", baseUrl: server.origin, retries: 0 });
});
afterAll(() => server.close());

/** Failures of a server for a call. */
const FAULTS: Readonly<Record<string, (outgoing: ServerResponse) => void>> = {
  status: (outgoing) => {
    sendJson(outgoing, { object: "error" }, 503);
  },
  reset: (outgoing) => {
    outgoing.destroy();
  },
  truncated: (outgoing) => {
    outgoing.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    outgoing.write('{"has_more":true,"data":[');
    outgoing.destroy();
  },
  html: (outgoing) => {
    outgoing.end("<html>");
  },
  "no list": (outgoing) => {
    sendJson(outgoing, { object: "list" });
  },
  "empty page": (outgoing) => {
    sendJson(outgoing, { has_more: true, data: [] });
  },
  "no ids": (outgoing) => {
    sendJson(outgoing, { has_more: true, data: [{ name: "a" }] });
  },
};

const settings = fc.record({
  count: fc.integer({ min: 0, max: 12 }),
  limit: fc.integer({ min: 1, max: 5 }),
  prefetch: fc.boolean(),
  backwards: fc.boolean(),
});

/** Pagination over the list except its first cursor, and the expected objects. */
function prepare({ count, limit, backwards }: { count: number; limit: number; backwards: boolean }) {
  const items = listOf(count + 1);
  server.setItems(items);
  const ids = items.map(({ id }) => id);
  const start: PageCursor = backwards
    ? { ending_before: ids.at(-1) ?? "" }
    : { starting_after: ids[0] ?? "" };
  const expected = backwards ? ids.slice(0, -1).reverse() : ids.slice(1);
  return { query: { limit, ...start }, expected };
}

/** Pages may be shorter than requested: the server cuts them at random. */
function cutting(sizes: readonly number[]): (query: ListQuery) => void {
  let call = 0;
  return (query) => {
    const size = sizes.length === 0 ? 100 : (sizes[call++ % sizes.length] ?? 1);
    Object.assign(query, { limit: Math.min(query.limit, size) });
  };
}

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 });

test("every object is returned once and in order, for any page sizes", async () => {
  await fc.assert(
    fc.asyncProperty(settings, sizes, async (setting, pageSizes) => {
      const { query, expected } = prepare(setting);
      const cut = cutting(pageSizes);
      server.onCall((asked) => {
        cut(asked);
        return false;
      });
      const walk = paginate(flatpeak, "/devices", { params: { query }, prefetch: setting.prefetch });
      const found = await walk.toArray({ limit: Infinity });
      expect(found.map(({ id }) => id)).toEqual(expected);
    }),
  );
});

test("iteration that continues after failures returns every object once and in order, and so does a new one from the cursor", async () => {
  const faults = fc.array(fc.option(fc.constantFrom(...Object.keys(FAULTS))), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(settings, faults, fc.boolean(), async (setting, plan, sameIterator) => {
      const { query, expected } = prepare(setting);
      const rest = [...plan];
      server.onCall((_asked, outgoing) => {
        const fault = FAULTS[rest.shift() ?? ""];
        fault?.(outgoing);
        return fault !== undefined;
      });
      const begin = (from: PageCursor) =>
        paginate(flatpeak, "/devices", {
          params: { query: { limit: setting.limit, ...from } },
          prefetch: setting.prefetch,
        }).items();
      const found: string[] = [];
      let items = begin(query);
      for (let failures = 0; ; failures++) {
        try {
          for await (const { id } of items) found.push(id);
          break;
        } catch (thrown) {
          if (!(thrown instanceof FlatpeakError) || thrown.cursor === undefined) throw thrown;
          expect(failures).toBeLessThan(plan.length);
          // The returned objects are those before the cursor.
          expect(Object.values(thrown.cursor)).toEqual([found.at(-1) ?? Object.values(query)[1]]);
          if (!sameIterator) items = begin(thrown.cursor);
        }
      }
      expect(found).toEqual(expected);
    }),
  );
});

test("objects that exist during the whole iteration are returned once and in order, whatever is created and deleted meanwhile", async () => {
  const change = fc.record({ create: fc.boolean(), remove: fc.array(fc.nat(12), { maxLength: 3 }) });
  await fc.assert(
    fc.asyncProperty(
      settings,
      sizes,
      fc.array(change, { maxLength: 8 }),
      async (setting, pageSizes, changes) => {
        const { query, expected } = prepare(setting);
        const cut = cutting(pageSizes);
        const rest = [...changes];
        const removed = new Set<string>();
        let created = 0;
        server.onCall((asked) => {
          cut(asked);
          const next = rest.shift();
          if (next?.create === true) server.create({ id: `new_${++created}` });
          for (const index of next?.remove ?? []) {
            const id = expected[index];
            if (id === undefined) continue;
            server.remove(id);
            removed.add(id);
          }
          return false;
        });
        const walk = paginate(flatpeak, "/devices", { params: { query }, prefetch: setting.prefetch });
        const found = (await walk.toArray({ limit: Infinity })).map(({ id }) => id);
        expect(new Set(found).size).toBe(found.length);
        const old = found.filter((id) => !id.startsWith("new_"));
        expect(old.filter((id) => !removed.has(id))).toEqual(expected.filter((id) => !removed.has(id)));
        expect(old).toEqual(expected.filter((id) => old.includes(id)));
        // Backwards, iteration leads to new objects; forwards, it leads away from them.
        if (setting.backwards) expect(found.slice(0, old.length)).toEqual(old);
        else expect(old).toEqual(found);
      },
    ),
  );
});

test("iteration ends for any responses: at the end of the list, or with an error", async () => {
  const item = fc.oneof(
    fc.record({ id: fc.constantFrom("a", "b", "c", "d", "") }),
    fc.constantFrom({}, null, "a", 1),
  );
  const answer = fc.record({
    has_more: fc.constantFrom(true, true, true, false, "true", undefined),
    data: fc.oneof({ weight: 9, arbitrary: fc.array(item, { maxLength: 3 }) }, fc.constantFrom(null, "", {})),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      fc.boolean(),
      async (answers, prefetch, backwards) => {
        server.setItems([]);
        let call = 0;
        server.onCall((_asked, outgoing) => {
          sendJson(outgoing, answers[call++ % answers.length]);
          return true;
        });
        const query = backwards ? { ending_before: "z" } : {};
        try {
          await paginate(flatpeak, "/devices", { params: { query }, prefetch }).toArray({ limit: Infinity });
        } catch (thrown) {
          expect(thrown).toMatchObject({ kind: "unexpected-response" });
        }
        // At most the first page and one page for each ID.
        expect(call).toBeLessThanOrEqual(5);
      },
    ),
  );
});
