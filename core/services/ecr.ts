import { service } from "./knowledge.ts";

export const ecr = service("ecr", {
  ownerParameter: { name: "registryid", source: "Amazon ECR API Reference: BatchGetImage, registryId" },
  discoveryCalls: ["DescribeRepositories"],
});
