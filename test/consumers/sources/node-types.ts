// For those who have Node's types, which the entry for Node alone may lean on.
import type * as node from "flatpeak/testing/node";

export type Node = typeof node;
