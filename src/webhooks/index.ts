export type { components } from "../../generated/schema.ts";
