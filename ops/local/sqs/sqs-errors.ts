import { AwsError } from "../aws/aws-error.ts";

/** SQS's errors: the JSON protocol's name and the old query protocol's code, which SDK clients still read. */

export function queueDoesNotExist(): AwsError {
  return new AwsError("QueueDoesNotExist", 400, "The specified queue does not exist.", {
    queryCode: "AWS.SimpleQueueService.NonExistentQueue",
  });
}

export function queueNameExists(attribute: string): AwsError {
  return new AwsError(
    "QueueNameExists",
    400,
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    { queryCode: "QueueAlreadyExists" },
  );
}

export function receiptHandleIsInvalid(handle: string): AwsError {
  return new AwsError(
    "ReceiptHandleIsInvalid",
    404,
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

export function messageNotInflight(): AwsError {
  return new AwsError("MessageNotInflight", 400, "The message referred to is not in flight.", {
    queryCode: "AWS.SimpleQueueService.MessageNotInflight",
  });
}

export function invalidValue(parameter: string, value: unknown, reason: string): AwsError {
  return new AwsError(
    "InvalidParameterValue",
    400,
    `Value ${JSON.stringify(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

export function invalidAttribute(name: string, value: string): AwsError {
  return new AwsError(
    "InvalidAttributeValue",
    400,
    `Invalid value ${JSON.stringify(value)} for the parameter ${name}.`,
  );
}
