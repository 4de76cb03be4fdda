import { AwsError } from "../aws/aws-error.ts";

export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", 400, message);
}

export function conditionalCheckFailed(): AwsError {
  return new AwsError("ConditionalCheckFailedException", 400, "The conditional request failed");
}

export function tableNotFound(): AwsError {
  return new AwsError("ResourceNotFoundException", 400, "Requested resource not found");
}

export function tableExists(name: string): AwsError {
  return new AwsError("ResourceInUseException", 400, `Table already exists: ${name}`);
}
