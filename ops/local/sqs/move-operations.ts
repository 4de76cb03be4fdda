import { optionalNumber, optionalString, requiredString } from "../aws/input.ts";
import type { JsonOperation } from "../aws/json-service.ts";
import type { MoveTask, MoveTasks } from "./move-tasks.ts";

/** Operations of the dead-letter queue redrive. */
export function moveOperations(tasks: MoveTasks): Record<string, JsonOperation> {
  return {
    StartMessageMoveTask: {
      accepts: ["SourceArn", "DestinationArn", "MaxNumberOfMessagesPerSecond"],
      resource: (input) => requiredString(input, "SourceArn"),
      run: (input) => ({
        TaskHandle: tasks.start({
          sourceArn: requiredString(input, "SourceArn"),
          destinationArn: optionalString(input, "DestinationArn"),
          maxPerSecond: optionalNumber(input, "MaxNumberOfMessagesPerSecond", [1, 500]),
        }).handle,
      }),
    },
    ListMessageMoveTasks: {
      accepts: ["SourceArn", "MaxResults"],
      resource: (input) => requiredString(input, "SourceArn"),
      run: (input) => {
        const limit = optionalNumber(input, "MaxResults", [1, 10]) ?? 1;
        return { Results: tasks.list(requiredString(input, "SourceArn")).slice(0, limit).map(describe) };
      },
    },
    CancelMessageMoveTask: {
      accepts: ["TaskHandle"],
      run: (input) => ({
        ApproximateNumberOfMessagesMoved: tasks.cancel(requiredString(input, "TaskHandle")).moved,
      }),
    },
  };
}

function describe(task: MoveTask): Record<string, unknown> {
  return {
    // AWS gives the handle of running tasks only.
    ...(task.status === "RUNNING" ? { TaskHandle: task.handle } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.maxPerSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    StartedTimestamp: task.startedMs,
    FailureReason: task.failure,
  };
}
