import { isTransient } from "#core/errors.ts";
import { toWhittleError } from "../aws/errors.ts";
import { fetchObject, fileOf, openedAhead, readOpened } from "../bucket/fetch-object.ts";
import type { LogObject } from "../bucket/list.ts";
import type { OpenLogs } from "../local/trail/open-logs.ts";
import { namesOf } from "../local/trail/role-names.ts";
import type { Trail } from "./list-trail.ts";

export interface ObjectLogs extends OpenLogs {
  /** Could every object be fetched, of those that were read? */
  areWhole(): boolean;
}

/**
 * Log objects, read in their order while the next ones are fetched. One that S3 does not give is named among the readings; where S3 asks to
 * slow down or has a fault, `read` throws ThrottledError or ServiceFaultError, so that all are read again.
 */
export function objectLogs({ client, bucket }: Pick<Trail, "client" | "bucket">, objects: readonly LogObject[]): ObjectLogs {
  const faults: unknown[] = [];
  return {
    files: objects.map((object) => fileOf(bucket, object)),
    passedOver: [],
    areWhole: () => faults.length === 0,
    async read(wanted, take) {
      const roleNames = namesOf(wanted);
      const onFault = (error: unknown) => faults.push(error);
      const fetching = { client, bucket, roleNames, by: "stack", onFault } as const;
      for await (const each of openedAhead<never>(objects, roleNames, (object) => fetchObject(fetching, object))) {
        await readOpened(each, take);
        for (const fault of faults) throwIfPassing(fault);
      }
    },
  };
}

function throwIfPassing(fault: unknown): void {
  const error = toWhittleError("s3:GetObject", fault);
  if (isTransient(error)) throw error;
}
