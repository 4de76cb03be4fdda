import { createHash } from "node:crypto";
import type { FilePlace, SampleFile } from "./file.ts";
import { Random } from "./random.ts";
import { instant } from "./scene.ts";

const BUCKET = "example-trail-logs";
const HOUR_MS = 3_600_000;

/** The first digest of a chain: the hashes of the files of its account and region, and no predecessor. */
export function digestFile(seed: string, place: FilePlace, files: readonly SampleFile[]): SampleFile {
  const { account, region, slotMs } = place;
  const date = new Date(slotMs).toISOString().slice(0, 10);
  const second = `${new Date(slotMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const folder = `AWSLogs/${account.id}/CloudTrail-Digest/${region}/${date.replaceAll("-", "/")}`;
  const key = `${folder}/${account.id}_CloudTrail-Digest_${region}_organization_${region}_${second}.json.gz`;
  const covered = files.filter(({ key }) => key.startsWith(`AWSLogs/${account.id}/CloudTrail/${region}/`));
  const body = () => ({
    awsAccountId: account.id,
    digestStartTime: instant(slotMs - 24 * HOUR_MS),
    digestEndTime: instant(slotMs),
    digestS3Bucket: BUCKET,
    digestS3Object: key,
    digestPublicKeyFingerprint: new Random(`${seed}/fingerprint`).hex(32),
    digestSignatureAlgorithm: "SHA256withRSA",
    newestEventTime: instant(slotMs),
    oldestEventTime: instant(slotMs - 24 * HOUR_MS),
    previousDigestS3Bucket: null,
    previousDigestS3Object: null,
    previousDigestHashValue: null,
    previousDigestHashAlgorithm: null,
    previousDigestSignature: null,
    logFiles: covered.map((file) => ({
      s3Bucket: BUCKET,
      s3Object: file.key,
      hashValue: hashOf(file),
      hashAlgorithm: "SHA-256",
      newestEventTime: instant(slotMs),
      oldestEventTime: instant(slotMs - 24 * HOUR_MS),
    })),
  });
  return { key, text: () => [JSON.stringify(body())] };
}

function hashOf(file: SampleFile): string {
  const hash = createHash("sha256");
  for (const piece of file.text()) hash.update(piece);
  return hash.digest("hex");
}
