/** A contract's examples by method and path template: `"POST /devices"`. Has the shape of `generated/examples.ts`. */
export type Examples = Readonly<Record<string, OperationExamples>>;

/** The examples of one operation. */
export interface OperationExamples {
  /** Path parameters by name. */
  readonly path?: Readonly<Record<string, unknown>>;
  /** Query parameters by name. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Request body. */
  readonly body?: unknown;
  /** Answer bodies by status. */
  readonly responses: Readonly<Record<string, unknown>>;
}
