import type { AttributeValue, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { RoleKey } from "#core/cloudtrail/role-key.ts";
import type { RoleLease } from "#core/review/model/lease.ts";
import type { RoleHistory } from "#core/review/ports/review-store.ts";
import type { Item } from "./review-item.ts";
import { key, type Table } from "./table.ts";

/** The partition of what is known of a role, by its account and name. */
export function rolePartition(role: RoleKey): string {
  return `ROLE#${role}`;
}

export function readRoleItem(role: RoleKey, item: Item): RoleHistory {
  const { openReviewId, settledAt, triedAt, decidedReviewId, keep } = item;
  const lease = readLease(item);
  return {
    role,
    ...(openReviewId?.S === undefined ? {} : { openReviewId: openReviewId.S }),
    ...(settledAt?.S === undefined ? {} : { settledAt: settledAt.S }),
    ...(triedAt?.S === undefined ? {} : { triedAt: triedAt.S }),
    ...(decidedReviewId?.S === undefined ? {} : { decidedReviewId: decidedReviewId.S }),
    ...(keep?.SS === undefined ? {} : { keep: keep.SS.toSorted() }),
    ...(lease ? { lease } : {}),
  };
}

function readLease({ fencingToken, changingReviewId, changingBy, changingAt }: Item): RoleLease | undefined {
  if (fencingToken?.N === undefined) return undefined;
  const lease = { fencingToken: Number(fencingToken.N) };
  if (changingReviewId?.S === undefined) return lease;
  return { ...lease, holder: { reviewId: changingReviewId.S, by: changingBy?.S ?? "", at: changingAt?.S ?? "" } };
}

/** By these a writer knows that nobody came between its reading and its writing: the fencing token only grows. */
const WATCHED = ["openReviewId", "fencingToken", "changingReviewId", "changingBy"] as const;

/** Makes of a role's item, as it was read, what it is to be; nothing where it stays as it is. What is to be kept has a write of its own. */
export function updateRole({ name }: Pick<Table, "name">, read: RoleHistory, next: RoleHistory): readonly TransactWriteItem[] {
  const [was, is] = [attributes(read), attributes(next)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((each) => !same(was[each], is[each]));
  if (names.length === 0) return [];
  const sets = names.filter((each) => is[each]).map((each) => `${each} = :${each}`);
  const removes = names.filter((each) => !is[each]);
  const update = [...(sets.length > 0 ? [`SET ${sets.join(", ")}`] : []), ...(removes.length > 0 ? [`REMOVE ${removes.join(", ")}`] : [])];
  const values = Object.fromEntries([
    ...names.flatMap((each) => (is[each] ? [[`:${each}`, is[each]]] : [])),
    ...WATCHED.flatMap((each) => (was[each] ? [[`:was_${each}`, was[each]]] : [])),
  ]);
  return [
    {
      Update: {
        TableName: name,
        Key: key(rolePartition(next.role), "ROLE"),
        UpdateExpression: update.join(" "),
        ConditionExpression: WATCHED.map((each) => (was[each] ? `${each} = :was_${each}` : `attribute_not_exists(${each})`)).join(" AND "),
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      },
    },
  ];
}

function attributes({ openReviewId, settledAt, triedAt, decidedReviewId, lease }: RoleHistory): Readonly<Record<string, AttributeValue>> {
  const { holder } = lease ?? {};
  return {
    ...text({
      openReviewId,
      settledAt,
      triedAt,
      decidedReviewId,
      changingReviewId: holder?.reviewId,
      changingBy: holder?.by,
      changingAt: holder?.at,
    }),
    ...(lease ? { fencingToken: { N: String(lease.fencingToken) } } : {}),
  };
}

function text(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, AttributeValue>> {
  return Object.fromEntries(Object.entries(values).flatMap(([each, value]) => (value === undefined ? [] : [[each, { S: value }]])));
}

function same(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
