import type { RecordFields } from "../../record-fields.ts";
import { flat } from "../json-key.ts";
import { JsonWriter } from "../json-writer.ts";
import type { Caller } from "./caller.ts";
import type { Draft } from "./draft.ts";
import { writeSourceEndpoint } from "./endpoints.ts";
import { P } from "./keys.ts";
import { observe } from "./observables.ts";
import { Unmapped } from "./unmapped.ts";

/** The fields that tell where a call came from, beside its caller. */
type OriginFields = Pick<RecordFields, "sourceIPAddress" | "vpcEndpointId" | "userAgent">;

/** A caller at one place, as finished JSON. */
export interface Origin {
  /** `actor`, `src_endpoint`, `http_request`, as far as there are any, each with a comma before it. */
  readonly members: string;
  /** Entries of `observables`, likewise. */
  readonly observables: string;
  /** The members, and `observables` where nothing else is among them. */
  readonly alone: string;
  /** What has no attribute. */
  readonly unmapped: Unmapped;
}

interface Known {
  readonly fields: OriginFields;
  readonly isRequired: boolean;
  readonly origin: Origin;
}

/** A session works from few places and with few clients. */
const FEW = 8;
/** Longer texts are not remembered. */
const MAX_TEXT = 512;

/** A caller, and the places the calls came from lately. */
export class Session {
  readonly caller: Caller;
  private readonly known: Known[] = [];

  constructor(caller: Caller) {
    this.caller = caller;
  }

  /** @param isRequired whether the class requires actor and source endpoint */
  origin(record: RecordFields, isRequired: boolean, draft: Draft): Origin {
    for (const { fields, isRequired: wasRequired, origin } of this.known) {
      if (wasRequired === isRequired && isSame(fields, record) && !draft.enrichment) return origin;
    }
    // A copy: the record itself would keep the buffer that it came in.
    const { sourceIPAddress, vpcEndpointId, userAgent } = record;
    const fields = { sourceIPAddress, vpcEndpointId, userAgent };
    const origin = newOrigin(this.caller, fields, isRequired, draft);
    if (!draft.enrichment && Object.values(fields).every(isShort)) {
      if (this.known.length >= FEW) this.known.shift();
      this.known.push({ fields, isRequired, origin });
    }
    return origin;
  }
}

function isShort(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.length <= MAX_TEXT);
}

function isSame(one: OriginFields, other: OriginFields): boolean {
  return (
    one.userAgent === other.userAgent &&
    one.sourceIPAddress === other.sourceIPAddress &&
    one.vpcEndpointId === other.vpcEndpointId
  );
}

function newOrigin(caller: Caller, record: OriginFields, isRequired: boolean, draft: Draft): Origin {
  const json = new JsonWriter(false);
  const observables = new JsonWriter(false);
  const unmapped = new Unmapped();
  const own = { ...draft, json, unmapped };
  caller.keepRest(own);
  const actor = caller.write(isRequired, own);
  const address = unmapped.take("sourceIPAddress", record.sourceIPAddress);
  const endpoint = writeSourceEndpoint(
    address,
    unmapped.take("vpcEndpointId", record.vpcEndpointId),
    isRequired,
    own,
  );
  json.putAt(P.userAgent, unmapped.take("userAgent", record.userAgent));
  observe(
    {
      sourceIp: endpoint.ip,
      sourceDomain: endpoint.domain,
      actorName: actor.userName,
      credential: actor.credential,
    },
    observables,
    draft.edition,
  );
  const members = following(json);
  const entries = following(observables);
  if (entries !== "") json.raw(`"observables":[${entries.slice(1)}]`);
  return { members, observables: entries, alone: following(json), unmapped };
}

/** Members as they follow others. */
function following(json: JsonWriter): string {
  const members = json.members();
  return members === "" ? "" : flat(`,${members}`);
}
