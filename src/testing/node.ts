export type { FakeFlatpeak } from "./fake.ts";
