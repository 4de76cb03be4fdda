import { type Cancel, QueueClock, type TimeSource } from "../../ops/local/clock.ts";
import { Queue } from "../../ops/local/sqs/queue.ts";

/** Time that passes only when it is told to, with the timers that fall into it. */
export interface VirtualTime extends TimeSource {
  /** Moves to the next timer and runs it; false when there is none. */
  next(): boolean;
  /** Runs every timer until this instant. */
  advanceTo(instant: number): void;
}

export function virtualTime(startMs = Date.UTC(2026, 0, 2)): VirtualTime {
  let now = startMs;
  const timers = new Map<number, { at: number; run: () => void }>();
  let ids = 0;
  const earliest = () => [...timers.entries()].sort(([, left], [, right]) => left.at - right.at)[0];
  const fire = ([id, { at, run }]: [number, { at: number; run: () => void }]) => {
    timers.delete(id);
    now = Math.max(now, at);
    run();
  };
  return {
    now: () => now,
    after: (milliseconds, run): Cancel => {
      ids += 1;
      const id = ids;
      timers.set(id, { at: now + milliseconds, run });
      return () => timers.delete(id);
    },
    next: () => {
      const timer = earliest();
      if (timer) fire(timer);
      return timer !== undefined;
    },
    advanceTo: (instant) => {
      for (let timer = earliest(); timer && timer[1].at <= instant; timer = earliest()) fire(timer);
      now = Math.max(now, instant);
    },
  };
}

/** A queue and its dead-letter queue, as the stack sets them up, in virtual time. */
export function virtualQueue(
  time: VirtualTime,
  settings: { maxReceives: number; retentionDays: number; visibilitySeconds?: number },
) {
  const clock = new QueueClock(1, time);
  const queues = new Map<string, Queue>();
  const queueOf = (name: string) => {
    const arn = `arn:aws:sqs:us-east-1:111122223333:${name}`;
    const queue = new Queue({ name, arn, clock, findQueue: (wanted) => queues.get(wanted) });
    queues.set(arn, queue);
    return queue;
  };
  const deadLetters = queueOf("dlq");
  deadLetters.setAttributes({ MessageRetentionPeriod: String(14 * 86_400) });
  const queue = queueOf("main");
  queue.setAttributes({
    VisibilityTimeout: String(settings.visibilitySeconds ?? 1_800),
    MessageRetentionPeriod: String(settings.retentionDays * 86_400),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: settings.maxReceives,
    }),
  });
  return { queue, deadLetters };
}
