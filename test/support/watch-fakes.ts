import { afterEach, expect } from "vitest";
import { takeFindings } from "./fake-findings.ts";

afterEach(() => {
  expect(takeFindings(), "responses of a fake deviate from the contract").toEqual([]);
});
