import type { Experience } from "./sources/journey.ts";

/** The expected result of a journey with a new local Flatpeak, in every runtime. */
export const experience: Experience = {
  created: "dev_000000000000000000000001",
  conflict: "duplicate_reference",
  listed: ["dev_000000000000000000000001"],
  unreachable: "connection",
  thrown: true,
};
