import UAParser from "my-ua-parser";
import type { JsonObject } from "../json-value.ts";

/** User agents are few and come again and again; their number is bounded all the same. */
const MAX_REMEMBERED = 5_000;
const remembered = new Map<string, JsonObject>();

/** ECS's `user_agent` field set. https://www.elastic.co/docs/reference/ecs/ecs-user_agent */
export function userAgentFields(original: string, isParsed: boolean): JsonObject {
  if (!isParsed) return { original };
  let fields = remembered.get(original);
  if (fields === undefined) {
    fields = parse(original);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(original, fields);
  }
  return fields;
}

/** `aws-cli/2.13.0 Python/…`, `Boto3/1.28 …`, `[S3Console/0.4]`: programs name themselves first. */
const PROGRAM = /^\[?([A-Za-z][\w.-]*)\/(\d[\w.-]*)/;

function parse(original: string): JsonObject {
  const { browser, device, os } = new UAParser(original).getResult();
  const [, program, programVersion] = browser.name === undefined ? (PROGRAM.exec(original) ?? []) : [];
  return {
    original,
    name: browser.name ?? program,
    version: browser.version ?? programVersion,
    device: device.model === undefined ? undefined : { name: device.model },
    os:
      os.name === undefined
        ? undefined
        : {
            name: os.name,
            version: os.version,
            full: os.version === undefined ? undefined : `${os.name} ${os.version}`,
          },
  };
}
