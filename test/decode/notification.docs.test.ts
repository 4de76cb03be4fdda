import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tenantsConfig } from "../../lambda/contract/tenants-config.ts";
import { decodeNotification } from "../../lambda/decode/notification.ts";

const jsonOf = (page: string) =>
  [...readFileSync(join(__dirname, "../../docs", page), "utf8").matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json = ""]) => json,
  );

test("the message shown in docs/notifications.md is one the forwarder reads", () => {
  const [message = "", ...others] = jsonOf("notifications.md");
  expect(others).toEqual([]);
  expect(decodeNotification(message)).toMatchObject({
    shape: "continuation",
    objects: [{ bucket: "org-trail-logs", nextRecord: 120_000, hop: 2 }],
  });
});

test("the tenants shown in docs/object-layouts.md are a valid configuration", () => {
  const [tenants = "", ...others] = jsonOf("object-layouts.md");
  expect(others).toEqual([]);
  expect(Object.keys(tenantsConfig.parse(JSON.parse(tenants)))).toEqual(["acme", "umbrella"]);
});
