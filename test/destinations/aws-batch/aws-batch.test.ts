import fc from "fast-check";
import {
  type AwsAnswer,
  type AwsRequest,
  type AwsStub,
  awsError,
  startAwsStub,
} from "../../support/aws-stub.ts";
import { deliverTo, eventOf, recordOf } from "../../support/deliver-to.ts";
import { type Service, services } from "./services.ts";

let stub: AwsStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function answerWith(answer: (request: AwsRequest, count: number) => AwsAnswer): Promise<AwsStub> {
  stub = await startAwsStub(answer);
  return stub;
}

const takesAll = (service: Service) => (request: AwsRequest) =>
  service.answer(
    service.stored(request).map(() => undefined),
    request,
  );

/** A record whose body has exactly this many bytes. */
function eventOfSize(number: number, size: number) {
  const empty = JSON.stringify(recordOf(number, { requestParameters: "" }));
  return eventOf(recordOf(number, { requestParameters: "x".repeat(Math.max(0, size - empty.length)) }));
}

const numbered = (count: number) => Array.from({ length: count }, (_, number) => eventOf(recordOf(number)));

const text = (body: string | Uint8Array) => Buffer.from(body).toString("utf8");

describe.each(services.map((service) => [service.type, service] as const))("%s", (type, service) => {
  const options = { type, ...service.options };

  it("gets every event byte for byte, in order, in the region its ARN names", async () => {
    const { requests } = await answerWith(takesAll(service));
    const events = numbered(25);
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual(events.map(() => "delivered"));
    expect(requests.flatMap((request) => service.stored(request))).toEqual(
      events.map(({ body }) => text(body)),
    );
    expect(new Set(requests.map(({ operation }) => operation))).toEqual(new Set([service.operation]));
    expect(requests[0]?.headers.authorization).toContain("/eu-central-1/");
  });

  it("never gets a request beyond its limits, whatever the sizes of the events", async () => {
    const { requests } = await answerWith(takesAll(service));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat(3_000), fc.integer({ min: 100_000, max: 600_000 })), { maxLength: 40 }),
        async (sizes) => {
          requests.length = 0;
          const events = sizes.map((size, number) => eventOfSize(number, size));
          const { outcomes } = await deliverTo(options, events);
          for (const request of requests) service.check(request);
          expect(outcomes).toEqual(events.map(() => "delivered"));
          expect(requests.flatMap((request) => service.stored(request)).length).toBe(events.length);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("fills requests up to its limit on events", async () => {
    const { requests } = await answerWith(takesAll(service));
    const { batches } = await deliverTo(options, numbered(1_001));
    for (const request of requests) service.check(request);
    const most = { firehose: 500, kinesis: 500, sqs: 10, eventbridge: 10 }[type] ?? 1_001;
    expect(batches).toBe(Math.ceil(1_001 / most));
  });

  it("gets the largest event there may be, and one byte more goes to the reject store", async () => {
    const { requests } = await answerWith(takesAll(service));
    const { largest } = service;
    const { outcomes } = await deliverTo(options, [eventOfSize(1, largest), eventOfSize(2, largest + 1)]);
    expect(outcomes).toEqual(["delivered", "oversize"]);
    for (const request of requests) service.check(request);
  });

  it.each([
    ["ThrottlingException", 400, "returned: destination_unavailable"],
    ["ServiceUnavailableException", 503, "returned: destination_unavailable"],
    ["InternalFailure", 500, "returned: destination_unavailable"],
    ["SomethingNew", 500, "returned: destination_unavailable"],
    ["AccessDeniedException", 400, "returned: destination_auth"],
    ["UnrecognizedClientException", 400, "returned: destination_auth"],
    ["ExpiredTokenException", 400, "returned: destination_auth"],
    ["ResourceNotFoundException", 400, "returned: destination_config"],
    ["KMSDisabledException", 400, "returned: destination_config"],
  ])(
    "that answers a call with %s (%i) leaves every event with its message",
    async (code, status, outcome) => {
      const { requests } = await answerWith(() => awsError(code, status));
      const { outcomes } = await deliverTo(options, numbered(3));
      expect(outcomes).toEqual([outcome, outcome, outcome]);
      expect(requests.length).toBeGreaterThan(0);
    },
  );

  it("that refuses a call for one event loses only that one, with the service's reason", async () => {
    const bad = eventOf(recordOf(3, { poison: true }));
    const events = [eventOf(recordOf(1)), eventOf(recordOf(2)), bad, eventOf(recordOf(4))];
    await answerWith((request) => {
      const stored = service.stored(request);
      return stored.includes(text(bad.body))
        ? awsError("ValidationException", 400, "poison is not allowed")
        : service.answer(
            stored.map(() => undefined),
            request,
          );
    });
    const { outcomes } = await deliverTo(options, events);
    expect(outcomes).toEqual([
      "delivered",
      "delivered",
      expect.stringMatching(/^rejected: .*poison/),
      "delivered",
    ]);
  });

  it("that drops the connection after reading gets the events again", async () => {
    const { requests } = await answerWith((request, count) =>
      count === 1 ? "reset" : takesAll(service)(request),
    );
    const { outcomes } = await deliverTo(options, numbered(3));
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    expect(requests).toHaveLength(2);
  });

  it("that never answers is cut off by the deadline, and the events stay with their message", async () => {
    const deadline = new AbortController();
    await answerWith(() => {
      setTimeout(() => deadline.abort(), 20);
      return "hang";
    });
    const { outcomes } = await deliverTo(options, numbered(2), { signal: deadline.signal });
    expect(outcomes).toEqual(["returned: deadline", "returned: deadline"]);
  });
});

const itemServices = services.filter(({ retryable }) => retryable.length > 0);

describe.each(itemServices.map((service) => [service.type, service] as const))("%s", (type, service) => {
  const options = { type, ...service.options };

  it("gets again what it put off and nothing else, whatever it says of each event", async () => {
    const code = fc.constantFrom(undefined, undefined, ...service.retryable, ...service.permanent);
    let plans = new Map<string, (string | undefined)[]>();
    const taken: string[] = [];
    const seen: string[][] = [];
    await answerWith((request) => {
      const stored = service.stored(request);
      seen.push(stored);
      const codes = stored.map((event) => plans.get(event)?.shift());
      taken.push(...stored.filter((_, at) => codes[at] === undefined));
      return service.answer(codes, request);
    });

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(code, { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
        async (codes) => {
          taken.length = 0;
          seen.length = 0;
          const events = numbered(codes.length);
          const bodies = events.map(({ body }) => text(body));
          plans = new Map(bodies.map((body, at) => [body, [...(codes[at] ?? [])]]));
          const { outcomes } = await deliverTo(options, events);

          for (const [at, plan] of codes.entries()) {
            const end = plan.find((said) => said === undefined || service.permanent.includes(said));
            if (end === undefined) expect(outcomes[at]).toBe("delivered");
            else expect(outcomes[at]).toMatch(new RegExp(`^rejected: refused .*${end}`));
          }
          // Taken exactly once, and what is sent again keeps its order.
          const delivered = bodies.filter((_, at) => outcomes[at] === "delivered");
          expect([...taken].sort()).toEqual([...delivered].sort());
          for (const request of seen)
            expect(request).toEqual(bodies.filter((body) => request.includes(body)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("that goes on putting off events gives them back to their message and keeps the others", async () => {
    const [code] = service.retryable;
    await answerWith((request) =>
      service.answer(
        service.stored(request).map((event) => (event.includes("000002") ? code : undefined)),
        request,
      ),
    );
    const { outcomes, retries } = await deliverTo(options, numbered(4));
    expect(outcomes).toEqual(["delivered", "delivered", "returned: destination_unavailable", "delivered"]);
    expect(retries.length).toBe(5);
  });

  it("that denies single events stops as a failure of rights once the others are settled", async () => {
    await answerWith((request) =>
      service.answer(
        service
          .stored(request)
          .map((event) => (event.includes("000001") ? "AccessDeniedException" : undefined)),
        request,
      ),
    );
    const { outcomes } = await deliverTo(options, numbered(3));
    expect(outcomes).toEqual(["delivered", "returned: destination_auth", "delivered"]);
  });

  it("whose answer leaves out an event gets it again", async () => {
    const { requests } = await answerWith((request, count) => {
      const codes = service.stored(request).map(() => undefined);
      return service.answer(count === 1 ? codes.slice(1) : codes, request);
    });
    const { outcomes } = await deliverTo(options, numbered(3));
    expect(outcomes).toEqual(["delivered", "delivered", "delivered"]);
    expect(requests.length).toBe(2);
  });

  it("whose answer is empty is not believed", async () => {
    await answerWith(() => ({ body: {} }));
    const { outcomes } = await deliverTo(options, numbered(2));
    expect(outcomes).toEqual(["returned: destination_unavailable", "returned: destination_unavailable"]);
  });
});
