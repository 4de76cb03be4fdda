import type { Intrinsics } from "./intrinsics.ts";
import type { ResourcesOfType } from "./resolved-resource.ts";
import type { TablePlan } from "./stack-plan.ts";
import { isProperties, TemplateError } from "./template.ts";

/** Tables with their keys. Time to live and recovery do nothing on a laptop. */
export function readTables(ofType: ResourcesOfType, intrinsics: Intrinsics): TablePlan[] {
  return ofType("AWS::DynamoDB::Table").map(({ logicalId, properties }) => {
    const { KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
    if (GlobalSecondaryIndexes || LocalSecondaryIndexes)
      throw new TemplateError(`${logicalId}: secondary indexes are not emulated`);
    const keys = (Array.isArray(KeySchema) ? KeySchema : []).filter(isProperties);
    const nameOf = (type: string) => keys.find(({ KeyType }) => KeyType === type)?.AttributeName;
    const [partitionKey, sortKey] = [nameOf("HASH"), nameOf("RANGE")];
    if (partitionKey === undefined) throw new TemplateError(`${logicalId}: the table has no partition key`);
    return {
      name: intrinsics.nameOf(logicalId),
      partitionKey: String(partitionKey),
      sortKey: sortKey === undefined ? undefined : String(sortKey),
    };
  });
}
