/** The fields by which Stellar Cyber's own connector marks CloudTrail records. */
const INTERFLOW = {
  msg_class: "cloudtrail",
  msg_origin: { source: "cloudtrail", vendor: "aws", category: "paas" },
};

/**
 * What stands before a record's own members. The tenant is named twice: in the envelope that *Multi-Tenant Log Ingestion* reads
 * (https://docs.stellarcyber.ai/6.2.x/Configure/LogParser/Ingesting-multi-tenant.htm), and as a field of the record's own that a
 * *Tenant Mapping* can be pointed at (https://docs.stellarcyber.ai/prod-docs/6.5.x/Configure/People/Tenant-Mapping.htm).
 */
export function interflowMembers({
  interflow,
  tenantId,
}: {
  readonly interflow: boolean;
  readonly tenantId?: string;
}): Readonly<Record<string, unknown>> {
  const origin = { vendor: "aws", product: "cloudtrail", format: "json" };
  return {
    ...(tenantId !== undefined && {
      stellar: { tenantid: tenantId, msg_origin: origin },
      tenantid: tenantId,
    }),
    ...(interflow && INTERFLOW),
  };
}
