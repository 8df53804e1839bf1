import { Inject, Injectable } from "@nestjs/common";
import { isErrorFrom, unwrap } from "flatpeak";
import type { Client, Device } from "flatpeak";

export const FLATPEAK = Symbol("flatpeak");

@Injectable()
export class DevicesService {
  constructor(@Inject(FLATPEAK) private readonly flatpeak: Client) {}

  async register(reference: string): Promise<Device | undefined> {
    try {
      return await unwrap(this.flatpeak.POST("/devices", { body: { reference_id: reference } }));
    } catch (thrown) {
      if (isErrorFrom(thrown, "create-device") && thrown.status === 409) return undefined;
      throw thrown;
    }
  }
}
