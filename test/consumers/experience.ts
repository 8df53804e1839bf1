import type { Experience } from "./sources/journey.ts";

/** What a journey through a fresh local Flatpeak is to give, wherever it is made. */
export const experience: Experience = {
  created: "dev_000000000000000000000001",
  conflict: "duplicate_reference",
  listed: ["dev_000000000000000000000001"],
  unanswered: "connection",
  thrown: true,
};
