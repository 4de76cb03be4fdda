import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { NOTIFICATION_ROUTES } from "../lambda/contract/source-config.ts";
import { readSettings } from "../lib/context.ts";
import { unknownActions } from "./lib/support/iam-words.ts";
import { policiesOf } from "./lib/support/policies.ts";

const FOLDER = path.join(__dirname, "../docs/landing");
const EXAMPLE_ACCOUNTS = ["111122223333", "444455556666", "123456789012"];

const INDEX = "README.md";
const pages = readdirSync(FOLDER).filter((name) => name.endsWith(".md") && name !== INDEX);
const blocks = pages.flatMap((page) =>
  [...readFileSync(path.join(FOLDER, page), "utf8").matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
    ([, text = ""], index) => ({ name: `${page} #${index + 1}`, text }),
  ),
);

/** A configuration block that only shows a part gets the destination that every stack needs. */
function complete(forwarder: Record<string, unknown>): object {
  return { destinations: { main: { type: "https", url: "https://siem.example.com/ingest" } }, ...forwarder };
}

describe("the landing pages", () => {
  it("are one for each situation, with JSON to copy", () => {
    expect(pages).toEqual([
      "control-tower.md",
      "cross-account.md",
      "existing-bucket.md",
      "govcloud-china.md",
      "new-account.md",
      "organization.md",
    ]);
    for (const page of pages) expect(blocks.some(({ name }) => name.startsWith(page))).toBe(true);
  });

  it.each(blocks.map(({ name, text }) => [name, text]))("%s is JSON that works", async (_name, text) => {
    const json = JSON.parse(text);

    if ("forwarder" in json) {
      // Throws with the sentence that the operator would see.
      expect(readSettings({ forwarder: complete(json.forwarder) }).isPlaceholder).toBe(false);
      return;
    }
    const statements = json.Statement ?? (json.Effect ? [json] : undefined);
    if (statements === undefined) {
      expect(Object.keys(json)).toEqual([expect.stringMatching(/^(EventBridge|Queue)Configurations?$/)]);
      return;
    }
    const policies = policiesOf({
      Resources: { block: { Type: "Policy", Properties: { PolicyDocument: { Statement: statements } } } },
      Outputs: {},
    });
    const actions = [...policies.values()].flat().flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(0);
    expect(await unknownActions(actions)).toEqual([]);
  });

  it("name only example accounts, and ARNs that are whole", () => {
    const text = blocks.map((block) => block.text).join("\n");
    const accounts = new Set(text.match(/(?<!\d)\d{12}(?!\d)/g));
    const arns = text.match(/arn:[^"]+/g) ?? [];

    expect([...accounts].filter((account) => !EXAMPLE_ACCOUNTS.includes(account))).toEqual([]);
    expect(arns.length).toBeGreaterThan(10);
    expect(arns.filter((arn) => !/^arn:aws[\w-]*:[a-z0-9]+:[a-z0-9-]*:(\d{12})?:\S+$/.test(arn))).toEqual([]);
  });

  it("are each named by the index", () => {
    const index = readFileSync(path.join(FOLDER, INDEX), "utf8");

    expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
    for (const route of NOTIFICATION_ROUTES) expect(index).toContain(`\`${route}\``);
  });

  it("link only to pages that exist", () => {
    const links = [INDEX, ...pages].flatMap((page) =>
      [...readFileSync(path.join(FOLDER, page), "utf8").matchAll(/\]\(([^)#]+\.md)\)/g)].map(
        ([, target = ""]) => target,
      ),
    );

    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((target) => !existsSync(path.join(FOLDER, target)))).toEqual([]);
  });
});
