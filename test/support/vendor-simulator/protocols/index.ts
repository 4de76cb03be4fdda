import type { VendorProtocol } from "../protocol.ts";
import { bulkVendors } from "./bulk.ts";
import { cloudLogVendors } from "./cloud-logs.ts";
import { genericVendors } from "./generic.ts";
import { hecVendors } from "./hec.ts";
import { observabilityVendors } from "./observability.ts";
import { seedVendors } from "./seed-vendors.ts";

/** One server's side for each HTTP destination. */
export const vendorProtocols: readonly VendorProtocol[] = [
  ...genericVendors,
  ...seedVendors,
  ...hecVendors,
  ...bulkVendors,
  ...cloudLogVendors,
  ...observabilityVendors,
];
