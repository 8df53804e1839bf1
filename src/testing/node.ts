export { listen } from "./node/listen.ts";
export type { FakeServer, ListenOptions } from "./node/listen.ts";
