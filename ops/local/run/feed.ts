import { type InputFile, listInput } from "../../input-files.ts";
import { queuesEmpty } from "./drain.ts";
import { keyOf } from "./input-keys.ts";
import type { LocalStack } from "./local-stack.ts";
import { sendMessages } from "./send-messages.ts";
import { uploadFiles } from "./upload.ts";

export interface FeedOptions {
  readonly input: readonly string[];
  readonly notify: boolean;
  readonly messagesFile?: string;
  readonly signal: AbortSignal;
  /** Called now and then with the messages that are still to come or still open. */
  readonly onProgress: (open: number) => void;
}

/** What was put into the bucket. */
export interface Fed {
  /** Paths of the files whose keys somebody was told of. */
  readonly announced: readonly string[];
  /** Keys that nobody was told of, although notifications were on. */
  readonly unannounced: readonly string[];
}

const PROGRESS_EVERY_MS = 250;

/** Uploads the input, sends the extra messages, and waits until every queue is empty. */
export async function feed(stack: LocalStack, options: FeedOptions): Promise<Fed> {
  const { pipelines, logBucket, aws } = stack;
  const bucket = aws.state.buckets.get(logBucket);
  const [firstRule] = bucket.notifications;
  const rule = { prefix: stack.logFolder ?? firstRule?.prefix, suffix: firstRule?.suffix };
  if (!options.notify) bucket.silence();
  const files = await listInput(options.input);
  const uploads = files.map((file: InputFile) => ({ path: file.path, key: keyOf(file, rule) }));
  const queues = pipelines.map(({ queue }) => queue);
  let waiting = uploads.length;
  const countOpen = (): number =>
    queues.reduce((sum, queue) => {
      const { visible, inFlight, delayed } = queue.counts();
      return sum + visible + inFlight + delayed;
    }, waiting * pipelines.length);
  const ticking = setInterval(() => options.onProgress(countOpen()), PROGRESS_EVERY_MS);
  try {
    await uploadFiles({
      endpoint: aws.endpoint,
      bucket: logBucket,
      files: uploads,
      onDone: () => {
        waiting -= 1;
      },
      signal: options.signal,
    });
    if (options.messagesFile) await sendMessages(options.messagesFile, queues, logBucket);
    await queuesEmpty(queues, options.signal);
  } finally {
    clearInterval(ticking);
  }
  const keys = uploads.map(({ key }) => key);
  const isAnnounced = (key: string): boolean => bucket.announced.has(key);
  return {
    announced: uploads.filter(({ key }) => isAnnounced(key)).map(({ path }) => path),
    unannounced: options.notify ? keys.filter((key) => !isAnnounced(key)) : [],
  };
}
