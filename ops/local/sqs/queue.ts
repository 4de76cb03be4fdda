import { randomUUID } from "node:crypto";
import { AwsError } from "../aws/aws-error.ts";
import type { Cancel, QueueClock } from "../clock.ts";
import { eventBytesOf, type MessageContent, type ReceivedMessage, type StoredMessage } from "./message.ts";
import { QueueAge } from "./queue-age.ts";
import { mergeAttributes, type QueueAttributes, type QueueSettings, settingsOf } from "./queue-attributes.ts";
import { handleFor, readHandle } from "./receipt-handle.ts";
import { messageNotInflight } from "./sqs-errors.ts";
import { VisibilityTimer } from "./visibility.ts";
import { type Waiter, Waiters } from "./waiters.ts";

/** AWS refuses to hand out more than this many unsettled messages of a standard queue. */
const MOST_IN_FLIGHT = 120_000;

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface ReceiveOptions {
  readonly maxMessages: number;
  /** Most bytes as a Lambda event; one message is given in any case. */
  readonly maxBytes?: number;
  /** Queue time; `Infinity` waits until there is a message or `signal` aborts. */
  readonly waitSeconds?: number;
  readonly visibilitySeconds?: number;
  /** The messages go to a function: their visibility timeout passes in real time from the first instant. */
  readonly isFunctionTime?: boolean;
  readonly signal?: AbortSignal;
}

export interface QueueFacts {
  readonly name: string;
  readonly arn: string;
  readonly clock: QueueClock;
  /** Finds the dead-letter queue that a redrive policy names. */
  readonly findQueue: (arn: string) => Queue | undefined;
}

/** A standard queue: at least once, no order promised, nothing forgotten before its retention ends. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  /** Messages whose retention ended before anybody settled them: lost, as on AWS. */
  expired = 0;
  /** For chaos runs: says for each new message how many seconds after now each of its copies appears. */
  disturb: ((delaySeconds: number) => readonly number[]) | undefined;
  readonly createdMs: number;
  modifiedMs: number;
  readonly #clock: QueueClock;
  readonly #findQueue: QueueFacts["findQueue"];
  readonly #visible = new Map<string, StoredMessage>();
  readonly #inFlight = new Map<string, { message: StoredMessage; timer: VisibilityTimer; receipt: number }>();
  readonly #delayed = new Map<string, Cancel>();
  readonly #waiters: Waiters;
  readonly #age: QueueAge;
  readonly #listeners = new Set<() => void>();
  #attributes: QueueAttributes = mergeAttributes({}, {});
  #settings: QueueSettings = settingsOf(this.#attributes);

  constructor({ name, arn, clock, findQueue }: QueueFacts) {
    this.name = name;
    this.arn = arn;
    this.#clock = clock;
    this.#findQueue = findQueue;
    this.#waiters = new Waiters(clock);
    this.#age = new QueueAge(clock);
    this.createdMs = clock.now();
    this.modifiedMs = this.createdMs;
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  setAttributes(changes: QueueAttributes): void {
    this.#attributes = mergeAttributes(this.#attributes, changes);
    this.#settings = settingsOf(this.#attributes);
    this.modifiedMs = this.#clock.now();
  }

  /** Calls back after every change of the counts; the returned function stops that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  counts(): QueueCounts {
    this.#dropExpired();
    return { visible: this.#visible.size, inFlight: this.#inFlight.size, delayed: this.#delayed.size };
  }

  get isEmpty(): boolean {
    const { visible, inFlight, delayed } = this.counts();
    return visible + inFlight + delayed === 0;
  }

  send(content: MessageContent, delaySeconds = this.#settings.delaySeconds): StoredMessage {
    const [first = delaySeconds, ...copies] = this.disturb?.(delaySeconds) ?? [];
    for (const later of copies) this.#store(content, later);
    return this.#store(content, first);
  }

  #store(content: MessageContent, delaySeconds: number): StoredMessage {
    const message: StoredMessage = {
      ...content,
      id: randomUUID(),
      sentMs: this.#clock.now(),
      bornMs: this.#age.nowMs,
      receiveCount: 0,
    };
    if (delaySeconds > 0) {
      const appear = (): void => {
        this.#delayed.delete(message.id);
        this.#appear(message);
      };
      this.#delayed.set(message.id, this.#clock.after(delaySeconds * 1000, appear));
      this.#changed();
    } else {
      this.#appear(message);
    }
    return message;
  }

  /** Takes a message over from the queue whose dead letters come here; id, first enqueue time and age stay. */
  takeDeadLetter(message: StoredMessage, ageMs: number, sourceArn: string): void {
    message.bornMs = this.#age.nowMs - ageMs;
    message.deadLetterSourceArn = sourceArn;
    this.#appear(message);
  }

  async receive(options: ReceiveOptions): Promise<ReceivedMessage[]> {
    const found = this.#take(options);
    const waitSeconds = options.waitSeconds ?? this.#settings.waitSeconds;
    if (found.length > 0 || waitSeconds === 0) return found;
    const take: Waiter = () => this.#take(options);
    return this.#waiters.wait(take, waitSeconds, options.signal);
  }

  /** Visible messages without receiving them, for reports and tests; oldest first. */
  peek(maxMessages = Number.POSITIVE_INFINITY): StoredMessage[] {
    return [...this.#visible.values()].slice(0, maxMessages);
  }

  /** Settles a message. Only the newest receipt deletes; an older one succeeds and does nothing. */
  delete(receiptHandle: string): void {
    const { messageId, receipt } = readHandle(receiptHandle, this.name);
    const held = this.#inFlight.get(messageId);
    if (held?.receipt === receipt) {
      held.timer.stop();
      this.#inFlight.delete(messageId);
    } else if (this.#visible.get(messageId)?.receiveCount === receipt) {
      // The visibility timeout ended before the delete came: the newest receipt still counts.
      this.#visible.delete(messageId);
    }
    this.#changed();
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    const { messageId, receipt } = readHandle(receiptHandle, this.name);
    const held = this.#inFlight.get(messageId);
    if (held?.receipt !== receipt) throw messageNotInflight();
    if (seconds === 0) this.#reappear(messageId);
    else held.timer.restart(seconds);
  }

  /** Says that a function begins to work on these messages (their timeouts then pass in real time), or has ended. */
  setFunctionTime(receiptHandles: readonly string[], isReal: boolean): void {
    this.#age.work(isReal ? 1 : -1);
    for (const receiptHandle of receiptHandles) {
      const { messageId, receipt } = readHandle(receiptHandle, this.name);
      const held = this.#inFlight.get(messageId);
      if (held?.receipt === receipt) held.timer.setFunctionTime(isReal);
    }
  }

  /** Takes visible messages out for good, for a move to another queue. */
  remove(maxMessages: number): StoredMessage[] {
    const taken = this.peek(maxMessages);
    for (const { id } of taken) this.#visible.delete(id);
    this.#changed();
    return taken;
  }

  purge(): void {
    for (const { timer } of this.#inFlight.values()) timer.stop();
    for (const cancel of this.#delayed.values()) cancel();
    this.#visible.clear();
    this.#inFlight.clear();
    this.#delayed.clear();
    this.#changed();
  }

  /** Stops every timer and answers every long poll. */
  close(): void {
    this.purge();
    this.#waiters.close();
  }

  #take(options: ReceiveOptions): ReceivedMessage[] {
    const { maxMessages, maxBytes = Number.POSITIVE_INFINITY } = options;
    this.#dropExpired();
    const taken: ReceivedMessage[] = [];
    let bytes = 0;
    for (const message of this.#visible.values()) {
      if (taken.length >= maxMessages) break;
      if (this.#moveToDeadLetters(message)) continue;
      bytes += eventBytesOf(message);
      if (bytes > maxBytes && taken.length > 0) break;
      if (this.#inFlight.size >= MOST_IN_FLIGHT) throw overLimit();
      taken.push(this.#hold(message, options));
    }
    if (taken.length > 0) this.#changed();
    return taken;
  }

  #hold(
    message: StoredMessage,
    { visibilitySeconds, isFunctionTime = false }: ReceiveOptions,
  ): ReceivedMessage {
    this.#visible.delete(message.id);
    message.receiveCount += 1;
    message.firstReceivedMs ??= this.#clock.now();
    const receipt = message.receiveCount;
    const seconds = visibilitySeconds ?? this.#settings.visibilitySeconds;
    const timer = new VisibilityTimer(this.#clock, seconds, isFunctionTime, () => this.#reappear(message.id));
    this.#inFlight.set(message.id, { message, timer, receipt });
    return { message, receiptHandle: handleFor(this.name, message.id, receipt) };
  }

  /** A message that was received as often as the policy allows is moved when somebody asks for it again. */
  #moveToDeadLetters(message: StoredMessage): boolean {
    const { redrive } = this.#settings;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.#findQueue(redrive.deadLetterTargetArn);
    if (!target) return false;
    this.#visible.delete(message.id);
    target.takeDeadLetter(message, this.#age.nowMs - message.bornMs, this.arn);
    this.#changed();
    return true;
  }

  #reappear(messageId: string): void {
    const held = this.#inFlight.get(messageId);
    if (!held) return;
    held.timer.stop();
    this.#inFlight.delete(messageId);
    this.#appear(held.message);
  }

  #appear(message: StoredMessage): void {
    this.#visible.set(message.id, message);
    this.#waiters.serve();
    this.#changed();
  }

  #dropExpired(): void {
    const retentionMs = this.#settings.retentionSeconds * 1000;
    for (const message of this.#visible.values()) {
      // Messages are in the order they became visible: nearly the order of their age, and exact enough here.
      if (this.#age.nowMs - message.bornMs < retentionMs) break;
      this.#visible.delete(message.id);
      this.expired += 1;
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function overLimit(): AwsError {
  return new AwsError("OverLimit", 403, `more than ${MOST_IN_FLIGHT} messages are in flight`);
}
