import { service } from "./knowledge.ts";

export const ecr = service("ecr", {
  ownerParameter: { name: "registryid", source: "Amazon ECR API Reference: BatchGetImage, registryId" },
  passesRoles: [
    {
      sometimes: ["CreateRepositoryCreationTemplate", "UpdateRepositoryCreationTemplate"],
      to: ["ecr.amazonaws.com"],
      source: "Amazon ECR User Guide: IAM permissions for creating repository creation templates",
    },
  ],
  discoveryCalls: ["DescribeRepositories"],
  blindSpots: [
    {
      kind: "not-logged",
      actions: ["BatchCheckLayerAvailability"],
      source: "Amazon ECR User Guide: Logging Amazon ECR actions with AWS CloudTrail, the events of a push and a pull",
    },
  ],
  implied: [
    {
      seen: ["InitiateLayerUpload", "PutImage", "UploadLayerPart"],
      implies: ["BatchCheckLayerAvailability"],
      on: "same-resources",
      because: "a push asks first which layers the repository has",
      source: "Amazon ECR User Guide: Required IAM permissions for pushing an image",
    },
  ],
});
