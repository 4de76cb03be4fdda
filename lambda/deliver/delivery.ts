import type { ObjectBooks } from "../books.ts";
import type { BatchLimits, EventPolicies } from "../destinations/define-destination.ts";
import { type Batch, Batcher, type FramedEvent } from "../encode/batcher.ts";
import type { ForwarderError } from "../errors.ts";
import type { EventFacts, NormalizedEvent, RawRecord } from "../types.ts";
import type { Breaker } from "./breaker.ts";
import { deliverBatch, MAX_ATTEMPTS, type Outcomes, type Route } from "./deliver-batch.ts";
import type { RejectedEntry, RejectStore } from "./reject-store.ts";
import { longFields, shortened, shortenings } from "./shorten-record.ts";

/** The record an event was made of, and the books it stands in. */
export interface EventOwner {
  readonly books: ObjectBooks;
  readonly record: RawRecord;
}

/** One event of a record. */
export type Normalize = (record: RawRecord) => NormalizedEvent;

const LEAVE_ALONE: EventPolicies = { oversize: "reject", tooOld: "send" };

/** What delivery tells the metrics. */
export interface DeliveryObserver {
  requestAnswered(request: { readonly bytes: number; readonly durationMs: number }): void;
  deliveryRetried(failure: ForwarderError): void;
}

interface DeliveryOptions {
  readonly route: Route;
  readonly limits: BatchLimits;
  /** Too large events are rejected and age does not matter when left out. */
  readonly policies?: EventPolicies;
  readonly requestConcurrency: number;
  readonly rejects: RejectStore;
  readonly observer: DeliveryObserver;
  /** What earlier invocations learned about the destination, and this one learns for later ones. */
  readonly breaker?: Breaker;
}

/**
 * The open batch and the requests under way of one invocation, shared by all of its objects: many small log files become
 * few large requests. Every event ends in the books of its object: delivered, rejected, or as the failure that sends the
 * object back.
 */
export class Delivery {
  private readonly options: DeliveryOptions;
  private readonly batcher: Batcher<EventOwner>;
  private readonly underWay = new Set<Promise<void>>();
  private readonly outcomes: Outcomes<EventOwner>;
  private readonly normalizers = new WeakMap<ObjectBooks, Normalize>();
  /** Events that the destination itself called too large, with what can still be left out of them. */
  private readonly shrinking = new Map<EventOwner, Iterator<RawRecord>>();
  /** Owners whose full record is kept already, because a shorter one was sent from the start. */
  private readonly shortenedOwners = new WeakSet<EventOwner>();
  private lastShrunk: Promise<void> = Promise.resolve();
  private lastBooks: ObjectBooks | undefined;
  private hasDelivered = false;
  /** Events that were handed over, and those of which is known what became of them. */
  private offered = 0;
  private told = 0;
  /** Set when the destination is down or refuses credentials: nothing more is sent in this invocation. */
  failure: ForwarderError | undefined;

  constructor(options: DeliveryOptions) {
    this.options = options;
    this.batcher = new Batcher(options.route.framing, options.limits);
    this.outcomes = {
      delivered: ({ event, owner }) => {
        if (this.shrinking.size > 0 && this.shrinking.delete(owner)) this.keepFull(event, owner);
        this.told += 1;
        owner.books.delivered += 1;
        this.hasDelivered = true;
        options.breaker?.close();
      },
      rejected: (entry, reason, detail) => {
        if (reason === "event_too_large" && this.sendShorter(entry)) return;
        this.shrinking.delete(entry.owner);
        this.refuse(entry.event, entry.owner, reason, detail);
      },
      returned: ({ owner }, failure) => {
        this.shrinking.delete(owner);
        this.told += 1;
        owner.books.leaveOpen(owner.record.ordinal, failure);
        this.failure ??= failure;
        // Too slow is not down, as long as anything arrives.
        if (failure.reason !== "deadline" || !this.hasDelivered) options.breaker?.open();
      },
      answered: (request) => options.observer.requestAnswered(request),
      retried: (failure) => options.observer.deliveryRetried(failure),
    };
  }

  /** Whether every event that was handed over was accepted, refused or given back; meaningful after `finish`. */
  get isBalanced(): boolean {
    return this.offered === this.told;
  }

  /** Whether the destination was down lately and nothing has shown yet that it is back. */
  get isProbing(): boolean {
    return this.options.breaker?.isOpen === true && this.failure === undefined;
  }

  /**
   * Takes an event into the open batch; a batch that is full starts on its way. Never waits.
   * @param normalize makes an event of a shortened record, in the format of this one
   */
  add(event: NormalizedEvent, owner: EventOwner, normalize?: Normalize): void {
    this.offered += 1;
    const { limits, policies = LEAVE_ALONE } = this.options;
    const age = this.ageProblem(event, policies);
    const long = longFields(owner.record, limits.maxFieldBytes);
    const canShorten = policies.oversize === "truncate" && normalize;
    if (canShorten && this.lastBooks !== owner.books) {
      this.lastBooks = owner.books;
      this.normalizers.set(owner.books, normalize);
    }
    if (age !== undefined) {
      this.refuse(event, owner, "event_too_old", age);
    } else if (long.length === 0) {
      const oversizeBytes = this.tryAdd(event, owner);
      if (oversizeBytes === undefined) return;
      if (canShorten) this.addShortened(event, owner, normalize, shortenings(owner.record));
      else this.refuse(event, owner, "event_too_large", this.sizeProblem(oversizeBytes));
    } else if (canShorten) {
      this.addShortened(event, owner, normalize, [shortened(owner.record, long)]);
    } else {
      const detail = `${long.join(", ")}: the destination takes at most ${limits.maxFieldBytes} bytes for one field`;
      this.refuse(event, owner, "event_too_large", detail);
    }
  }

  /** Gives the event's size when it fits into no batch. */
  private tryAdd(event: NormalizedEvent, owner: EventOwner): number | undefined {
    const { full, oversizeBytes } = this.batcher.add(event, owner);
    if (full) void this.start(full);
    return oversizeBytes;
  }

  /** Takes the first of the shorter records that fits and keeps the full one; rejects it when none does. */
  private addShortened(
    event: NormalizedEvent,
    owner: EventOwner,
    normalize: Normalize,
    shorterRecords: Iterable<RawRecord>,
  ): void {
    let leastBytes = 0;
    for (const record of shorterRecords) {
      const oversizeBytes = this.tryAdd(withBody(event, normalize(record)), owner);
      if (oversizeBytes === undefined) {
        this.keepFull(event, owner);
        return;
      }
      leastBytes = oversizeBytes;
    }
    this.refuse(
      event,
      owner,
      "event_too_large",
      `${this.sizeProblem(leastBytes)}, even without its longest fields`,
    );
  }

  /**
   * The destination said by itself that an event is too large, below the limit that is configured: the next shorter form of its
   * record is tried, alone. False when there is none, or when shortening is not wanted.
   */
  private sendShorter({ event, owner, bodyBytes }: FramedEvent<EventOwner>): boolean {
    const normalize = this.normalizers.get(owner.books);
    if (!normalize) return false;
    const { route, limits } = this.options;
    const rest = this.shrinking.get(owner) ?? shortenings(owner.record);
    this.shrinking.set(owner, rest);
    for (let next = rest.next(); !next.done; next = rest.next()) {
      const batcher = new Batcher<EventOwner>(route.framing, limits);
      batcher.add(withBody(event, normalize(next.value)), owner);
      const batch = batcher.drain();
      const [entry] = batch?.entries ?? [];
      if (!batch || !entry || entry.bodyBytes >= bodyBytes) continue;
      // One after the other: a whole batch of such events must not become as many requests at once.
      this.lastShrunk = this.track(this.lastShrunk.then(() => this.start(batch)));
      return true;
    }
    return false;
  }

  private keepFull(event: EventFacts, owner: EventOwner): void {
    if (this.shortenedOwners.has(owner)) return;
    this.shortenedOwners.add(owner);
    const detail = "delivered without its longest fields; these are the exact bytes";
    this.keep(event, owner, "event_truncated", detail);
  }

  private sizeProblem(bytes: number): string {
    return `${bytes} bytes; the destination takes at most ${this.options.limits.maxEventBytes} for one event`;
  }

  private ageProblem(event: NormalizedEvent, { maxAgeHours, tooOld }: EventPolicies): string | undefined {
    // The time is read from the parsed record: only where somebody needs it.
    if (maxAgeHours === undefined || tooOld === "send" || event.time === undefined) return undefined;
    const hours = (this.options.route.clock.now() - event.time) / 3_600_000;
    if (hours <= maxAgeHours) return undefined;
    return `${Math.floor(hours)} hours old; the destination takes at most ${maxAgeHours}`;
  }

  /** Whether nothing more should be handed over before `ready`. */
  get isBusy(): boolean {
    return this.underWay.size >= this.options.requestConcurrency || this.options.rejects.isFull;
  }

  /** Waits until there is room for further batches: this is what slows the reading down. */
  async ready(): Promise<void> {
    while (this.underWay.size >= this.options.requestConcurrency) await Promise.race(this.underWay);
    if (this.options.rejects.isFull) await this.options.rejects.flush();
  }

  /** Sends the open batch and waits until every request is answered. */
  async settle(): Promise<void> {
    const last = this.batcher.drain();
    if (last) void this.start(last);
    while (this.underWay.size > 0) await Promise.race(this.underWay);
  }

  /** Sends the open batch and waits until every event is settled. */
  async finish(): Promise<void> {
    await this.settle();
    await this.options.rejects.flush();
    await this.options.route.destination.close?.();
  }

  private start(batch: Batch<EventOwner>): Promise<void> {
    const { failure } = this;
    if (failure) {
      for (const entry of batch.entries) this.outcomes.returned(entry, failure);
      batch.stored.release();
      return Promise.resolve();
    }
    const { route } = this.options;
    // A probe is not repeated: the queue does that, and waits longer.
    const attempts = this.isProbing ? 1 : MAX_ATTEMPTS;
    const delivered = deliverBatch(batch.entries, route, this.outcomes, attempts);
    return this.track(delivered.then(() => batch.stored.release()));
  }

  /** Counts as under way until it is done. */
  private track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.underWay.delete(tracked));
    this.underWay.add(tracked);
    return tracked;
  }

  private refuse(
    event: EventFacts,
    owner: EventOwner,
    reason: RejectedEntry["reason"],
    detail: string,
  ): void {
    this.told += 1;
    this.keep(event, owner, reason, detail);
  }

  private keep(
    event: EventFacts,
    { books, record }: EventOwner,
    reason: RejectedEntry["reason"],
    detail: string,
  ): void {
    this.options.rejects.addRecord(books, {
      ordinal: record.ordinal,
      bytes: record.bytes,
      reason,
      detail,
      eventId: event.id,
    });
  }
}

/** The event with another's body: an id made from the record's bytes must stay what it was. */
function withBody(event: EventFacts, { body, record }: NormalizedEvent): NormalizedEvent {
  return { id: event.id, time: event.time, body, record, source: event.source };
}
