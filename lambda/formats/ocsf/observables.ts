import type { Draft } from "./draft.ts";

const PREFIXES = {
  sourceIp: '{"name":"src_endpoint.ip","type":"IP Address","type_id":2,"value":',
  sourceDomain: '{"name":"src_endpoint.domain","type":"Hostname","type_id":1,"value":',
  actorName: '{"name":"actor.user.name","type":"User Name","type_id":4,"value":',
  userName: '{"name":"user.name","type":"User Name","type_id":4,"value":',
  credential: '{"name":"actor.user.credential_uid","type":"User Credential ID","type_id":19,"value":',
  resource: '{"name":"resources.uid","type":"Resource UID","type_id":10,"value":',
} as const;

/** Adds one observable to the elements of `observables`; an absent value adds nothing. Names are attribute paths. */
export function putObservable(
  elements: string,
  kind: keyof typeof PREFIXES,
  value: string | undefined,
  { json, edition }: Draft,
): string {
  if (value === undefined || (kind === "credential" && !edition.hasCredentials)) return elements;
  const element = `${PREFIXES[kind]}${json.quote(value)}}`;
  return elements === "" ? element : `${elements},${element}`;
}
