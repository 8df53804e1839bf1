import { checkFile } from "./test/support/call-sites.ts";
const H=`import { unwrap, isErrorFrom } from "../src/index.ts"; import type { Client } from "../src/call-types.ts"; import type { paths, operations } from "../generated/schema.ts"; declare const client: Client<paths>; `;
const t: Record<string,string> = {
 unwrap: `export const p = unwrap(client.GET("/devices/{id}", { params: { path: { id: "" } } }));`,
 guard: `export function f(e: unknown) { if (isErrorFrom(e, "create-device")) return e.status; return 1 }`,
 post: `export async function f(){ const r = await client.POST("/devices", { body: {} }); if (r.error) throw r.error; return r.data.id }`,
};
const k=process.argv[2]!; const s=performance.now(); const c=checkFile("/tmp/flat/bench/test/calls.ts",H+t[k]); console.log(k,c.instantiations,c.errors,(performance.now()-s)|0);
