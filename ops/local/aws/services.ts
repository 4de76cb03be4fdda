import { eventBusService } from "../buses/event-bus-service.ts";
import { dynamoDbService } from "../dynamodb/dynamodb-service.ts";
import { firehoseService } from "../firehose/firehose-service.ts";
import { kinesisService } from "../kinesis/kinesis-service.ts";
import { logsService } from "../logs/logs-service.ts";
import { s3Service } from "../s3/s3-service.ts";
import { parameterService } from "../secrets/parameter-service.ts";
import { secretsService } from "../secrets/secrets-service.ts";
import { snsService } from "../sns/sns-service.ts";
import { sqsService } from "../sqs/sqs-service.ts";
import { stsService } from "../sts/sts-service.ts";
import type { AwsState } from "./aws-state.ts";
import type { AwsService } from "./service.ts";

/** Every emulated service. A new one is a file and a line here; whatever is not here answers 501. */
export function createServices(state: AwsState): AwsService[] {
  return [
    s3Service(state.buckets),
    sqsService(state.queues, state.moves),
    snsService(state.topics),
    stsService(state.roles),
    secretsService(state.secrets),
    parameterService(state.parameters),
    dynamoDbService(state.tables),
    firehoseService(state.deliveryStreams),
    kinesisService(state.dataStreams),
    eventBusService(state.eventBuses),
    logsService(state.logGroups, state.clock),
  ];
}
