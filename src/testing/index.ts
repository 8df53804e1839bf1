export type {
  FakeAnswer,
  FakeCall,
  FakeHandler,
  OperationId,
  RecordedCall,
  RecordedRequest,
  RecordedStray,
  StatusAnswer,
} from "./calls.ts";
export type { DeliveredData, DeliveryOptions } from "./delivery.ts";
export type {
  BodyDeviation,
  Deviation,
  HeaderDeviation,
  StatusDeviation,
  VersionDeviation,
} from "./deviate.ts";
export type { Examples, IntegerBounds, OperationExamples } from "./examples.ts";
export { createFakeFlatpeak } from "./fake.ts";
export type { FakeContract, FakeFlatpeak, FakeFlatpeakOptions } from "./fake.ts";
export type {
  BreakFault,
  CustomFault,
  DelayFault,
  Fault,
  Loss,
  PageFault,
  StatusFault,
  TruncationFault,
} from "./faults.ts";
