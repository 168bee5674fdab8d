import type { Deployment, Execution } from "#core/review/ports/deployment.ts";

/** A stack that runs. What is stopped stays listed for some looks, as in AWS; `meanwhile` happens at each look. */
export function fakeDeployment(
  executions: readonly Execution[],
  { listedAfterStop = 2, meanwhile = async () => {} }: { listedAfterStop?: number; meanwhile?: (look: number) => Promise<void> } = {},
) {
  const running = new Map(executions.map((execution) => [execution.arn, { execution, looksLeft: Number.POSITIVE_INFINITY }]));
  const stopped: string[] = [];
  let isScheduled = true;
  let looks = 0;
  const deployment: Deployment = {
    isScheduled: async () => isScheduled,
    turnScheduleOff: async () => {
      isScheduled = false;
    },
    async running() {
      looks += 1;
      await meanwhile(looks);
      const listed = [...running.values()].filter((each) => each.looksLeft > 0);
      for (const each of listed) each.looksLeft -= 1;
      return listed.map(({ execution }) => execution);
    },
    async stop({ arn }) {
      stopped.push(arn);
      const found = running.get(arn);
      if (found) found.looksLeft = listedAfterStop;
    },
  };
  return {
    deployment,
    stopped,
    /** The execution ends by itself. */
    end: (arn: string) => running.delete(arn),
  };
}
