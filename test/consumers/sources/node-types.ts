// For users with Node's types, which only the entry for Node may need.
import type * as node from "flatpeak/testing/node";

export type Node = typeof node;
