import { bulkVendors } from "./bulk.ts";
import { envelopeVendors } from "./envelopes.ts";
import { lineVendors } from "./lines.ts";
import type { Vendor } from "./vendor.ts";

/** The stand-in for each destination that speaks HTTP. A new type needs a line here; a test says so. */
export const vendors: readonly Vendor[] = [...lineVendors, ...envelopeVendors, ...bulkVendors];
