import type { Partition } from "../operate/log-files.ts";

/** An account's kind of log files in one region that wrote files and then stopped. */
export interface QuietPlace {
  /** `s3://bucket/…/AWSLogs/111122223333/CloudTrail/us-east-1/` */
  readonly place: string;
  /** The last day with a log file, `YYYY-MM-DD`. */
  readonly lastDay: string;
}

const DAY = /(\d{4})\/(\d{2})\/(\d{2})\/$/;

/**
 * Notices who stopped writing: log files on one of the days, none on the last. That may be a trail that was switched off,
 * or a region where nothing happens any more; only a person can tell, so it is told and counts as no finding.
 */
export class QuietPlaces {
  readonly #places = new Map<string, { last: string; lastWithFiles?: string }>();

  /** Partitions of a place come in the order of their days. */
  note({ bucket, prefix }: Partition, files: number): void {
    const [, year, month, day] = DAY.exec(prefix) ?? [];
    const place = `s3://${bucket}/${prefix.replace(DAY, "")}`;
    const date = `${year}-${month}-${day}`;
    const known = this.#places.get(place);
    this.#places.set(place, { last: date, lastWithFiles: files > 0 ? date : known?.lastWithFiles });
  }

  found(): QuietPlace[] {
    return [...this.#places].flatMap(([place, { last, lastWithFiles }]) =>
      lastWithFiles !== undefined && lastWithFiles !== last ? [{ place, lastDay: lastWithFiles }] : [],
    );
  }
}
