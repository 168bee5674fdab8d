import { WHITTLE_PATH } from "../selection.ts";
import type { ChangeStep } from "./plan.ts";

/** What a step does, for people. */
export function describeStep(step: ChangeStep, roleName: string): string {
  switch (step.kind) {
    case "create-policy":
      return `Write the managed policy ${WHITTLE_PATH}${step.name}`;
    case "add-version":
      return `Give ${step.name} a new default version; the one it has, ${step.before.versionId}, is kept`;
    case "set-version":
      return `Make ${step.versionId} the default version of ${step.name} again`;
    case "tag":
      return `Tag ${step.name} with this review`;
    case "attach":
      return `Attach ${step.name} to ${roleName}`;
    case "verify":
      return `Read back that ${roleName} carries ${step.policies.map(({ name }) => name).join(", ")}; go no further before it does`;
    case "detach":
      return `Detach ${step.name} from ${roleName}`;
  }
}

/** How a step is taken back, for people; undefined where there is nothing to take back. */
export function describeReverse(step: ChangeStep, roleName: string): string | undefined {
  switch (step.kind) {
    case "create-policy":
      return `Leave ${step.name} unattached, where it allows nothing`;
    case "add-version":
      return `Make ${step.before.versionId} the default version of ${step.name} again`;
    case "attach":
      return `Detach ${step.name} from ${roleName}`;
    case "detach":
      return `Attach ${step.name} to ${roleName}`;
    default:
      return undefined;
  }
}
