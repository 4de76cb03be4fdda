import { eventFaults } from "./check-event.ts";

/** The judge itself: a valid event, and one fault at a time. */
const valid = {
  class_uid: 6003,
  class_name: "API Activity",
  category_uid: 6,
  category_name: "Application Activity",
  type_uid: 600302,
  type_name: "API Activity: Read",
  severity_id: 1,
  severity: "Informational",
  activity_id: 2,
  activity_name: "Read",
  time: 1770091506000,
  time_dt: "2026-02-03T04:05:06Z",
  metadata: {
    version: "1.8.0",
    profiles: ["cloud", "datetime"],
    product: { name: "CloudTrail", vendor_name: "AWS" },
  },
  cloud: { provider: "AWS" },
  api: { operation: "DescribeInstances" },
  actor: { user: { name: "ana" }, session: { created_time: 1, created_time_dt: "2026-02-03T04:05:06Z" } },
  src_endpoint: { ip: "203.0.113.7" },
  observables: [{ name: "actor.user.name", type: "User Name", type_id: 4, value: "ana" }],
};

const faultsOf = (changes: object) =>
  eventFaults(JSON.stringify({ ...valid, ...changes }), "1.8.0").join("\n");

test("accepts a valid event", () => {
  expect(faultsOf({})).toBe("");
});

test.each([
  ["an unknown class", { class_uid: 1 }, "no schema"],
  ["an unknown attribute", { colour: "red" }, "colour is unknown"],
  ["a missing attribute", { api: undefined }, "api is required"],
  [
    "an attribute of a profile that is not named",
    { metadata: { ...valid.metadata, profiles: ["cloud"] } },
    "time_dt belongs to profile",
  ],
  [
    "the same at depth",
    { metadata: { ...valid.metadata, profiles: ["cloud"] } },
    "actor.session.created_time_dt belongs to profile",
  ],
  [
    "an unknown profile",
    { metadata: { ...valid.metadata, profiles: ["cloud", "datetime", "x"] } },
    "profile x",
  ],
  ["another version", { metadata: { ...valid.metadata, version: "1.1.0" } }, "metadata.version"],
  ["a wrong type", { time: "now" }, "time is no timestamp_t"],
  ["a null", { message: null }, "message is null"],
  ["an empty text", { message: "" }, "message is empty"],
  ["a value outside of the enum", { severity_id: 77 }, "not in the enum"],
  ["a caption of another value", { severity: "Low" }, "severity is"],
  [
    "the word Other",
    { activity_id: 99, activity_name: "Other", type_uid: 600399, type_name: "API Activity: Other" },
    "source's word",
  ],
  ["a type_uid that does not follow from class and activity", { type_uid: 600301 }, "type_uid"],
  [
    "a deprecated attribute",
    { metadata: { ...valid.metadata, extension: { name: "x", uid: "1", version: "1" } } },
    "deprecated",
  ],
  ["an object without what identifies it", { src_endpoint: { port: 1 } }, "needs one of"],
  ["a text that is no address", { src_endpoint: { ip: "08.1.250.216x" } }, "does not match ip_t"],
  [
    "an observable that is no attribute path",
    { observables: [{ ...valid.observables[0], name: "resources[].uid" }] },
    "no attribute path",
  ],
  [
    "an observable whose value stands elsewhere",
    { observables: [{ ...valid.observables[0], value: "bob" }] },
    "does not repeat",
  ],
  [
    "an observable type under another caption",
    { observables: [{ ...valid.observables[0], type: "User" }] },
    "type is",
  ],
])("refuses %s", (_, changes, fault) => {
  expect(faultsOf(changes)).toContain(fault);
});
