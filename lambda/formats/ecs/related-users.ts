import { TextList } from "./text-list.ts";
import type { Targets, User } from "./user.ts";

/** `related.user` in Elastic's order, each once; undefined when nobody is named. */
export function relatedUsers(user: User, targets: Targets): string | undefined {
  const { session } = user;
  const users = new TextList();
  users.add(session);
  const at = session?.indexOf("@") ?? -1;
  if (at > 0) users.add(session?.slice(0, at));
  users.add(targets.name);
  users.add(targets.newName);
  users.add(targets.id);
  users.add(user.principal);
  users.add(user.id);
  users.add(user.name);
  users.add(user.delegator);
  return users.print("user");
}
