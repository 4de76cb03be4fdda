import { Random } from "./random.ts";

/** Who and what the invented records speak of. Accounts, addresses and names are those set aside for documentation. */

export const ACCOUNTS = ["111122223333", "444455556666"] as const;
export const ORGANIZATION = "o-exampleorgid";
export const REGIONS = ["eu-central-1", "us-east-1", "ap-southeast-2"] as const;
/** An account outside the organization. */
export const PARTNER_ACCOUNT = "123456789012";

/** A role session that makes calls. */
export interface Session {
  readonly role: string;
  readonly roleId: string;
  readonly name: string;
  readonly accessKeyId: string;
  readonly startedMs: number;
  readonly isConsole: boolean;
  readonly hasMfa: boolean;
  readonly address: string;
  readonly agent: string;
}

/** An IAM user. */
export interface User {
  readonly name: string;
  readonly id: string;
  readonly accessKeyId: string;
  readonly address: string;
  readonly agent: string;
}

/** What exists in one account. */
export interface Account {
  readonly id: string;
  readonly sessions: readonly Session[];
  readonly users: readonly User[];
  readonly buckets: readonly string[];
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  readonly keyIds: readonly string[];
  readonly instances: readonly string[];
  readonly endpoints: readonly string[];
}

const ROLES: readonly (readonly [role: string, isConsole: boolean, names: readonly string[]])[] = [
  ["DeployPipeline", false, ["github-actions", "release-train"]],
  ["AWSReservedSSO_Power_0a1b2c3d", true, ["mary.major@example.com", "jorge.souza@example.com"]],
  ["Checkout", false, ["i-EXAMPLE", "i-EXAMPLE"]],
  ["SecurityAuditor", false, ["posture-scan", "inventory"]],
  ["AWSReservedSSO_Read_8f7e6d5c", true, ["paulo.santos@example.com", "akua.mansa@example.com"]],
  ["eks-node-group-blue", false, ["i-EXAMPLE", "i-EXAMPLE", "i-EXAMPLE"]],
  ["OrderEvents", false, ["order-events", "order-events-retry"]],
  ["BackupOperator", false, ["nightly-backup"]],
];

const AGENTS = [
  "Boto3/1.34.84 ua/2.0 os/linux lang/python#3.11.9",
  "aws-sdk-java/2.25.31 Linux/6.1.112 Java/17.0.11 io/sync http/Apache",
  "aws-sdk-js/3.583.0 ua/2.0 lang/js md/nodejs#20.14.0",
  "APN/1.0 HashiCorp/1.0 Terraform/1.8.3 terraform-provider-aws/5.51.1 aws-sdk-go-v2/1.27.0",
  "aws-cli/2.15.57 Python/3.11.8 Linux/6.5.0 command/ec2.describe-instances",
  "kubernetes-aws-cloud-controller/v1.29.2 aws-sdk-go/1.50.24",
] as const;
const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";

const NAMES = ["alice", "backup-agent", "legacy-billing", "nikki", "ci-uploader"] as const;

/** The accounts of a seed, as they stand at the start of `dayMs`. */
export function makeAccounts(seed: string, dayMs: number): Account[] {
  return ACCOUNTS.map((id) => makeAccount(id, new Random(`${seed}/account/${id}`), dayMs));
}

function makeAccount(id: string, random: Random, dayMs: number): Account {
  return {
    id,
    sessions: ROLES.flatMap(([role, isConsole, names]) => {
      const roleId = principalId("AROA", random);
      return names.map((name) => makeSession(role, roleId, name, isConsole, random, dayMs));
    }),
    users: NAMES.map((name) => ({
      name,
      id: principalId("AIDA", random),
      accessKeyId: accessKeyId("AKIA", random),
      address: officeAddress(random),
      agent: random.pick(AGENTS),
    })),
    buckets: ["invoices", "artifacts", "data-lake", "web-assets"].map((name) => `example-${name}-${id}`),
    functions: ["order-events", "thumbnailer", "nightly-report"],
    tables: ["Orders", "Sessions", "FeatureFlags"],
    keyIds: [random.uuid(), random.uuid(), random.uuid()],
    instances: Array.from({ length: 12 }, () => `i-${random.hex(17)}`),
    endpoints: [`vpce-${random.hex(17)}`, `vpce-${random.hex(17)}`],
  };
}

function makeSession(
  role: string,
  roleId: string,
  name: string,
  isConsole: boolean,
  random: Random,
  dayMs: number,
): Session {
  return {
    role,
    roleId,
    name: name === "i-EXAMPLE" ? `i-${random.hex(17)}` : name,
    accessKeyId: accessKeyId("ASIA", random),
    startedMs: dayMs - random.int(1, 600) * 60_000,
    isConsole,
    hasMfa: isConsole,
    address: isConsole ? officeAddress(random) : `198.51.100.${random.int(1, 254)}`,
    agent: isConsole ? BROWSER : random.pick(AGENTS),
  };
}

function officeAddress(random: Random): string {
  return random.chance(0.2)
    ? `2001:db8:${random.hex(4)}::${random.hex(3)}`
    : `203.0.113.${random.int(1, 254)}`;
}

/** An access key ID that nobody can take for a real one: it ends like those in AWS's documentation. */
export function accessKeyId(kind: "AKIA" | "ASIA", random: Random): string {
  return `${kind}${random.upper(9)}EXAMPLE`;
}

export function principalId(kind: "AIDA" | "AROA", random: Random): string {
  return `${kind}${random.upper(10)}EXAMPLE`;
}
