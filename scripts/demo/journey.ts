import { createClient, unwrap } from "flatpeak";
import { createFakeFlatpeak } from "flatpeak/testing";
import { createWebhookHandler } from "flatpeak/webhooks";

let now = Date.parse("2026-03-28T12:00:00Z"); // a Saturday; in London, summer time begins tomorrow
const fake = createFakeFlatpeak({ now: () => now, tokenLifetime: 172_800 });
const flatpeak = createClient(fake);

const customer = await unwrap(flatpeak.POST("/customers", { body: { reference_id: "CUS1234567890" } }));
console.log(`Customer  ${customer.id}`);

const location = await unwrap(
  flatpeak.POST("/locations", {
    body: {
      reference_id: "LOC1234567890",
      customer_id: customer.id,
      postal_address: {
        address_line1: "1-3 Strand",
        city: "London",
        post_code: "WC2N 5EH",
        country_code: "GB",
      },
    },
  }),
);
console.log(`Location  ${location.id}, ${location.timezone}, ${location.currency_code}`);

const tariff = await unwrap(
  flatpeak.POST("/tariffs", {
    body: {
      location_id: location.id,
      direction: "IMPORT", // what the customer buys
      type: "COMMODITY", // the energy itself
      display_name: "Cheap nights",
      contract_start_date: "2025-04-01T00:00:00Z",
      contract_end_date: "2026-04-01T00:00:00Z",
      schedule: [
        {
          months: ["All"],
          days_and_hours: [
            {
              days: ["All"],
              hours: [
                { valid_from: "00:00:00", valid_to: "05:00:00", rate: [{ fixed: 0.09 }] },
                { valid_from: "05:00:00", valid_to: "16:00:00", rate: [{ fixed: 0.27 }] },
                { valid_from: "16:00:00", valid_to: "20:00:00", rate: [{ fixed: 0.41 }] },
                { valid_from: "20:00:00", valid_to: "00:00:00", rate: [{ fixed: 0.27 }] },
              ],
            },
          ],
        },
      ],
    },
  }),
);
console.log(`Tariff    ${tariff.id}, ${tariff.display_name}`);

const body = { reference_id: "CHARGER1234567890" };
const { data: charger, error, response } = await flatpeak.POST("/devices", { body });
if (error) throw error;
console.log(`Charger   ${response.status} ${charger.id}`);

const second = await flatpeak.POST("/devices", { body });
if (second.error?.status === 409) console.log(`          409 ${second.error.body.code}`);
else if (second.error) throw second.error;

const missing = await flatpeak.GET("/devices/{id}", { params: { path: { id: "dev_unknown" } } });
if (missing.error?.status === 404) console.log(`          404 ${missing.error.body.message}`);
else if (missing.error) throw missing.error;

const params = { path: { id: location.id } };
const tomorrow = { start_time: "2026-03-29T00:00:00Z", end_time: "2026-03-30T00:00:00+01:00" };
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: location.timezone });
const toLocal = (time: string) => clock.format(new Date(time));

const price = await unwrap(flatpeak.POST("/prices/{id}", { params, body: tomorrow }));
const periods = price.data ?? [];
console.log(`Prices    ${periods.length} half hours, ${price.currency_code} per kWh`);
for (const [index, { valid_from = "", price: perKwh }] of periods.entries()) {
  const changed = perKwh?.value !== periods[index - 1]?.price?.value;
  if (changed) console.log(`          from ${toLocal(valid_from)}  ${perKwh?.value}`);
}

const schedule = () =>
  flatpeak.POST("/schedules/duration/{id}", {
    params,
    body: { ...tomorrow, segment: "LOW", duration: 240 }, // minutes
  });
const { data: plan } = await unwrap(schedule());
for (const { start_time, end_time, price: perKwh } of plan) {
  console.log(`Charge    from ${toLocal(start_time)} to ${toLocal(end_time)}, at ${perKwh.average} per kWh`);
}

now = Date.parse("2026-03-29T12:00:00Z"); // a day later
const batch = await unwrap(
  flatpeak.PUT("/meters/interval", {
    body: plan.map(({ start_time, end_time }) => ({
      location_id: location.id,
      device_id: charger.id,
      units: "KW" as const, // mean power
      value: 7.2,
      start_time,
      end_time,
    })),
  }),
);
console.log(`Readings  ${batch.records_accepted} of ${batch.records_submitted} accepted`);

const report = await unwrap(
  flatpeak.POST("/costs/interval/{id}", {
    params: { path: { id: charger.id }, query: { aggregation: "DAY" } },
    body: tomorrow,
  }),
);
for (const { energy, cost } of report.data ?? []) {
  console.log(`Cost      ${energy.value / 1000} kWh, ${cost.value} ${report.currency_code}`);
}

const receive = createWebhookHandler({
  client: flatpeak,
  onEvent: async (event) => {
    console.log(`Event     ${event.type}`);
    if (event.type !== "tariff.expired") return;
    const { customer_id = "", location_id = "" } = event.data;
    const { expires_in = 0 } = await unwrap(
      flatpeak.POST("/connect/token", {
        body: { location_id, connect_url: "myapp://connect", callback_url: "myapp://complete" },
      }),
    );
    console.log(`          ${customer_id} has ${expires_in / 3600} hours to connect a tariff`);
  },
  onError: console.error,
});

fake.tariff(location.id, "expired");
await fake.deliverEvents(receive, { signed: true });

const refused = await schedule();
if (refused.error?.status === 422) console.log(`Charge    422 ${refused.error.body.code}`);
else if (refused.error) throw refused.error;
