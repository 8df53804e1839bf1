import type { operations } from "../../generated/schema.ts";
import type { FakeResponse, OperationId, StatusResponse } from "./calls.ts";

/**
 * Name of {@link FakeResponse} in 0.1.0.
 *
 * @deprecated Use {@link FakeResponse}. Version 0.3.0 removes this name.
 */
export type FakeAnswer<Id extends OperationId<Operations>, Operations = operations> = FakeResponse<
  Id,
  Operations
>;

/**
 * Name of {@link StatusResponse} in 0.1.0.
 *
 * @deprecated Use {@link StatusResponse}. Version 0.3.0 removes this name.
 */
export type StatusAnswer<Status, Body> = StatusResponse<Status, Body>;
