import { service } from "./knowledge.ts";

export const ec2InstanceConnect = service("ec2-instance-connect", {
  eventSources: [{ name: "ec2-instance-connect-endpoint", source: "Service Authorization Reference: Amazon EC2 Instance Connect" }],
  parameters: { InstanceId: ["instanceid"] },
});
