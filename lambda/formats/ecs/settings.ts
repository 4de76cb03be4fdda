import type { CallKinds } from "../call-kinds.ts";
import type { CallKind } from "./call-kind.ts";
import type { PayloadForm } from "./payloads.ts";
import type { Sessions } from "./sessions.ts";

/** What the format's options come to, and what it remembers. */
export interface EcsSettings {
  readonly sessions: Sessions;
  readonly kinds: CallKinds<CallKind>;
  readonly payloads: PayloadForm;
  readonly isAgentParsed: boolean;
}
