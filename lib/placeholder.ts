import { Annotations, CfnParameter, CfnRule, Fn, type Stack } from "aws-cdk-lib";

/**
 * Makes a stack without a destination show its template but refuse to be deployed.
 *
 * A rule that can never hold: its parameter has one legal value, and the rule wants another.
 */
export function refuseDeployment(stack: Stack): void {
  const destination = new CfnParameter(stack, "Destination", {
    type: "String",
    default: "none",
    allowedValues: ["none"],
    description: "Stands for the destination that is not configured; it cannot be set here.",
  });
  new CfnRule(stack, "DestinationIsConfigured", {
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(destination.valueAsString, "none")),
        assertDescription:
          "No destination is configured. Deploy with -c forwarder.destinations.main.type=https " +
          "-c forwarder.destinations.main.url=https://your-siem.example.com/ingest (see docs/configuration.md).",
      },
    ],
  });
  Annotations.of(stack).addWarningV2(
    "cloudtrail-forwarder:noDestination",
    "No destination is configured: the template shows https://siem.example.com/ingest and refuses to be deployed. " +
      "Set forwarder.destinations.main.type and forwarder.destinations.main.url; see docs/configuration.md.",
  );
}
