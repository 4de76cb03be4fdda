import { Aws } from "aws-cdk-lib";
import { Alarm, Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { ForwarderConfig } from "../lambda/contract/config.ts";
import { type AlarmDefinition, alarmDefinitions, COMPARISON } from "./monitoring/alarms.ts";
import { dashboardRows } from "./monitoring/dashboard.ts";
import type { Pipeline } from "./pipeline.ts";

interface MonitoringProps {
  readonly config: ForwarderConfig;
  readonly pipelines: readonly Pipeline[];
}

/** One dashboard for the stack, and the alarms of every pipeline. */
export class Monitoring extends Construct {
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, { config, pipelines }: MonitoringProps) {
    super(scope, id);
    // Dashboards are global to an account: the region keeps two stacks apart.
    this.dashboardName = `${config.stackName}-${Aws.REGION}`;
    new Dashboard(this, "Dashboard", {
      dashboardName: this.dashboardName,
      widgets: pipelines.flatMap(dashboardRows),
    });

    const { topicArn } = config.alarms;
    const action = topicArn ? new SnsAction(Topic.fromTopicArn(this, "Topic", topicArn)) : undefined;
    for (const pipeline of pipelines) {
      const { name } = pipeline.settings;
      const alarms = new Construct(this, `Alarms-${name}`);
      for (const definition of alarmDefinitions(pipeline, config)) {
        const alarm = createAlarm(alarms, definition, `${config.stackName}-${name}-${definition.name}`);
        if (!action) continue;
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
      }
    }
  }
}

function createAlarm(scope: Construct, definition: AlarmDefinition, alarmName: string): Alarm {
  const { name, severity, summary, metric, above, periods, missingData } = definition;
  return new Alarm(scope, name, {
    alarmName,
    alarmDescription: `[${severity}] ${summary} Runbook: docs/runbook.md#${name.toLowerCase()}`,
    metric,
    threshold: above,
    comparisonOperator: COMPARISON,
    evaluationPeriods: periods,
    treatMissingData: missingData,
  });
}
