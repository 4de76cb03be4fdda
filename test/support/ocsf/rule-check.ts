import type { Attribute, Entry, Rules } from "./schemas.ts";

type Json = Readonly<Record<string, unknown>>;

/** Deprecated attributes that are written on purpose, because consumers still query them. */
const DEPRECATED_ON_PURPOSE = new Set(["actor.invoked_by", "user.credential_uid"]);

/**
 * Checks an event against the rules of OCSF's own validator, those included that JSON Schema cannot say: attribute
 * profiles at any depth, enum captions, observable names, `type_uid`. What the validator only warns about counts as
 * a fault here. Gives the faults, one text each.
 */
export function ruleFaults(event: Json, rules: Rules): string[] {
  const faults: string[] = [];
  const eventClass = Object.values(rules.classes).find(({ uid }) => uid === event.class_uid);
  if (!eventClass) return [`class_uid ${JSON.stringify(event.class_uid)} is no known class`];
  const profiles = new Set(metadataOf(event).profiles as string[] | undefined);
  for (const profile of profiles) {
    if (!eventClass.profiles?.includes(profile)) faults.push(`profile ${profile} is not one of the class`);
  }
  checkObject(event, eventClass, "", "", { rules, profiles, faults });
  checkClassification(event, eventClass, rules, faults);
  checkObservables(event, eventClass, rules, faults);
  return faults;
}

interface Context {
  readonly rules: Rules;
  readonly profiles: ReadonlySet<string>;
  readonly faults: string[];
}

function metadataOf(event: Json): Json {
  return (event.metadata ?? {}) as Json;
}

/** `objectName` is the name of the object's type, for the list of deprecated attributes. */
function checkObject(value: Json, entry: Entry, path: string, objectName: string, context: Context): void {
  const { faults, profiles } = context;
  for (const [name, attribute] of Object.entries(entry.attributes)) {
    const active = !attribute.profiles || attribute.profiles.some((profile) => profiles.has(profile));
    if (active && attribute.requirement === "required" && value[name] === undefined)
      faults.push(`${path}${name} is required`);
    if (!active && value[name] !== undefined)
      faults.push(`${path}${name} belongs to profile ${attribute.profiles}`);
  }
  for (const [name, content] of Object.entries(value)) {
    const attribute = Object.hasOwn(entry.attributes, name) ? entry.attributes[name] : undefined;
    if (!attribute) {
      faults.push(`${path}${name} is unknown`);
      continue;
    }
    if (attribute.deprecated && !DEPRECATED_ON_PURPOSE.has(`${objectName}.${name}`))
      faults.push(`${path}${name} is deprecated`);
    checkEnumSibling(value, name, attribute, path, faults);
    checkAttribute(content, attribute, `${path}${name}`, context);
  }
  const { at_least_one: atLeastOne, just_one: justOne } = entry.constraints ?? {};
  if (atLeastOne && !atLeastOne.some((name) => value[name] !== undefined))
    faults.push(`${path} needs one of ${atLeastOne.join(", ")}`);
  if (justOne && justOne.filter((name) => value[name] !== undefined).length !== 1)
    faults.push(`${path} needs exactly one of ${justOne.join(", ")}`);
}

function checkAttribute(content: unknown, attribute: Attribute, path: string, context: Context): void {
  if (!attribute.is_array) checkValue(content, attribute, path, context);
  else if (!Array.isArray(content)) context.faults.push(`${path} is no array`);
  else for (const element of content) checkValue(element, attribute, `${path}[]`, context);
}

function checkValue(content: unknown, attribute: Attribute, path: string, context: Context): void {
  if (content === null) {
    context.faults.push(`${path} is null`);
  } else if (attribute.type === "object_t") {
    checkNested(content, attribute.object_type ?? "", path, context);
  } else {
    checkScalar(content, attribute, path, context);
  }
}

function checkNested(content: unknown, objectType: string, path: string, context: Context): void {
  if (typeof content !== "object" || Array.isArray(content) || content === null) {
    context.faults.push(`${path} is no object`);
    return;
  }
  // The free-form object, `unmapped` for one.
  if (objectType === "object") return;
  const entry = context.rules.objects[objectType];
  if (entry) checkObject(content as Json, entry, `${path}.`, objectType, context);
  else context.faults.push(`${path}: no rules for object ${objectType}`);
}

function checkScalar(content: unknown, attribute: Attribute, path: string, context: Context): void {
  const { rules, faults } = context;
  const rule = rules.types[attribute.type];
  const base = rule?.type ?? attribute.type;
  if (base === "json_t") return;
  const fits =
    base === "string_t"
      ? typeof content === "string"
      : base === "boolean_t"
        ? typeof content === "boolean"
        : base === "float_t"
          ? typeof content === "number"
          : Number.isSafeInteger(content);
  if (!fits) {
    faults.push(`${path} is no ${attribute.type}`);
    return;
  }
  if (attribute.enum && !Object.hasOwn(attribute.enum, String(content)))
    faults.push(`${path} ${String(content)} is not in the enum`);
  if (typeof content !== "string") return;
  if (content === "") faults.push(`${path} is empty`);
  if (rule?.regex && !new RegExp(rule.regex).test(content))
    faults.push(`${path} does not match ${attribute.type}`);
  const maxLength = rule?.max_len ?? rules.types[base]?.max_len;
  if (maxLength !== undefined && content.length > maxLength)
    faults.push(`${path} is longer than ${maxLength}`);
}

/** The sibling holds the caption; for 99 the source's own word, so not "Other". */
function checkEnumSibling(
  value: Json,
  name: string,
  attribute: Attribute,
  path: string,
  faults: string[],
): void {
  if (!attribute.enum || !attribute.sibling) return;
  const id = String(value[name]);
  const text = value[attribute.sibling];
  const caption = attribute.enum[id];
  if (id === "99") {
    if (typeof text !== "string" || text === "Other")
      faults.push(`${path}${attribute.sibling} needs the source's word`);
  } else if (text !== caption) {
    faults.push(`${path}${attribute.sibling} is ${JSON.stringify(text)}, the caption of ${id} is ${caption}`);
  }
}

function checkClassification(event: Json, eventClass: Entry, rules: Rules, faults: string[]): void {
  const activity = eventClass.attributes.activity_id?.enum?.[String(event.activity_id)];
  const expected: Json = {
    class_name: eventClass.caption,
    category_uid: eventClass.category_uid,
    category_name: eventClass.category_name,
    type_uid: Number(event.class_uid) * 100 + Number(event.activity_id),
    type_name: `${eventClass.caption}: ${activity}`,
  };
  for (const [name, value] of Object.entries(expected)) {
    if (event[name] !== value)
      faults.push(`${name} is ${JSON.stringify(event[name])}, expected ${JSON.stringify(value)}`);
  }
  const { version } = metadataOf(event);
  if (version !== rules.version)
    faults.push(`metadata.version is ${String(version)}, expected ${rules.version}`);
}

/** An observable's name is the path of an attribute of the class, and its value stands at that path. */
function checkObservables(event: Json, eventClass: Entry, rules: Rules, faults: string[]): void {
  for (const { name, value } of (event.observables ?? []) as Json[]) {
    if (!isAttributePath(String(name).split("."), eventClass, rules))
      faults.push(`observable ${String(name)} is no attribute path`);
    if (!valuesAt(event, String(name).split(".")).includes(value))
      faults.push(`observable ${String(name)} does not repeat a value at its path`);
  }
}

function isAttributePath(names: readonly string[], entry: Entry | undefined, rules: Rules): boolean {
  const [name = "", ...rest] = names;
  const attribute = entry && Object.hasOwn(entry.attributes, name) ? entry.attributes[name] : undefined;
  if (!attribute) return false;
  return rest.length === 0 || isAttributePath(rest, rules.objects[attribute.object_type ?? ""], rules);
}

function valuesAt(value: unknown, names: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, names));
  const [name, ...rest] = names;
  if (name === undefined) return [value];
  return typeof value === "object" && value !== null ? valuesAt((value as Json)[name], rest) : [];
}
