/** What Lambda does with a batch after the function answered. */
export type BatchVerdict =
  /** These messages return, every other one is deleted; an empty list deletes all. */
  | { readonly outcome: "partial"; readonly returned: ReadonlySet<string> }
  /** The answer is no valid partial response: the whole batch returns. */
  | { readonly outcome: "invalid"; readonly why: string };

/**
 * Reads a function's answer as Lambda does when ReportBatchItemFailures is on.
 *
 * Nothing (`null`, `{}`, an empty or null list, no list at all) is complete success: a function that misspells the
 * list loses its batch, on AWS and here. Text that is no JSON, an entry without `itemIdentifier`, an empty or null one,
 * or one that is no message of this batch is complete failure.
 * Source: Lambda developer guide, "Handling errors for an SQS event source".
 */
export function readBatchResponse(payload: string, messageIds: readonly string[]): BatchVerdict {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return invalid("the answer is not JSON");
  }
  if (answer === null || answer === "") return partial([]);
  if (typeof answer !== "object" || Array.isArray(answer)) return invalid("the answer is not an object");
  const { batchItemFailures: failures } = answer as Record<string, unknown>;
  if (failures === undefined || failures === null) return partial([]);
  if (!Array.isArray(failures)) return invalid("batchItemFailures is not a list");
  const known = new Set(messageIds);
  const returned: string[] = [];
  for (const failure of failures as unknown[]) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== "string" || id === "") return invalid("an itemIdentifier is missing or empty");
    if (!known.has(id)) return invalid(`the itemIdentifier "${id}" is no message of this batch`);
    returned.push(id);
  }
  return partial(returned);
}

function partial(returned: readonly string[]): BatchVerdict {
  return { outcome: "partial", returned: new Set(returned) };
}

function invalid(why: string): BatchVerdict {
  return { outcome: "invalid", why };
}
