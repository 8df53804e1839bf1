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
export type { PriceCurve, PriceTime } from "./world/curve.ts";
export type { TariffState } from "./world/market.ts";
