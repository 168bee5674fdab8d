import { type RoleKey, roleKey } from "#core/cloudtrail/role-key.ts";
import { decided, isEnded } from "#core/review/approval/decided.ts";
import { withRestoreVote } from "#core/review/approval/restore-vote.ts";
import { changed } from "#core/review/changed.ts";
import { ReviewNotFoundError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import { fromSaved, type Saved, toSaved } from "#core/review/model/saved.ts";
import {
  type DocumentName,
  type EndedMark,
  MOST_ENDED,
  type ReviewChange,
  type ReviewStore,
  type RoleHistory,
} from "#core/review/ports/review-store.ts";
import { roleAfter } from "#core/review/role-history.ts";
import { openDatabase } from "./open-database.ts";

const TABLES = `
  create table if not exists review (id text primary key, role text not null, created text not null, ended integer not null, body text not null);
  create table if not exists role (name text primary key, open text, settled text);
  create table if not exists tried (role text primary key, at text not null);
  create table if not exists decided (role text primary key, review text not null);
  create table if not exists lease (role text primary key, body text not null);
  create table if not exists document (review text not null, name text not null, body text not null, primary key (review, name));
  create table if not exists kept (role text not null, action text not null, primary key (role, action));
  create table if not exists journal (review text not null, at text not null, body text not null);
`;

const AFTER_ALL: EndedMark = { createdAt: "9999", id: "" };

/** A record that also tells, for the command line, what the workflow only passes on. */
export interface LocalReviewStore extends ReviewStore {
  /** Every review of this record, oldest first. */
  all(): readonly Review[];
  close(): void;
}

/**
 * The record in SQLite: a file, TEMPORARY or `:memory:`. One process, and every read-and-write in a transaction, so that the
 * conditions of the port ReviewStore hold. Throws UnusableFileError.
 */
export function sqliteReviewStore(file: string): LocalReviewStore {
  const db = openDatabase(file, TABLES);
  const get = db.prepare("select body from review where id = ?");
  const put = db.prepare(
    "insert into review (id, role, created, ended, body) values (?, ?, ?, ?, ?) on conflict (id) do update set ended = excluded.ended, body = excluded.body",
  );
  const getRole = db.prepare("select open, settled from role where name = ?");
  const putRole = db.prepare(
    "insert into role (name, open, settled) values (?, ?, ?) on conflict (name) do update set open = excluded.open, settled = excluded.settled",
  );
  const getDocument = db.prepare("select body from document where review = ? and name = ?");
  const putDocument = db.prepare("insert or replace into document (review, name, body) values (?, ?, ?)");
  const getJournal = db.prepare("select body from journal where review = ? order by rowid");
  const putJournal = db.prepare("insert into journal (review, at, body) values (?, ?, ?)");
  const getKept = db.prepare("select action from kept where role = ? order by action");
  const putKept = db.prepare("insert or ignore into kept (role, action) values (?, ?)");
  const getTried = db.prepare("select at from tried where role = ?");
  const putTried = db.prepare("insert or replace into tried (role, at) values (?, ?)");
  const getDecided = db.prepare("select review from decided where role = ?");
  const putDecided = db.prepare("insert or replace into decided (role, review) values (?, ?)");
  const getLease = db.prepare("select body from lease where role = ?");
  const putLease = db.prepare("insert or replace into lease (role, body) values (?, ?)");
  const listEnded = db.prepare(
    "select id, body from review where ended = 1 and (created, id) < (?, ?) order by created desc, id desc limit ?",
  );
  const list = db.prepare("select id, body from review where ended <= ? order by created, rowid");

  /** The last text of each kind of document: a step reads what the one before it wrote, and nobody else writes. */
  const latest = new Map<DocumentName, { readonly reviewId: string; readonly text: unknown }>();

  function textOf(reviewId: string, name: DocumentName): unknown {
    const known = latest.get(name);
    const text = known?.reviewId === reviewId ? known.text : getDocument.get(reviewId, name)?.body;
    latest.set(name, { reviewId, text });
    return text;
  }

  function read(reviewId: string): Review {
    const row = get.get(reviewId);
    if (!row) throw new ReviewNotFoundError(reviewId);
    return fromSaved("review", row.body, reviewId);
  }

  function write(review: Review, change?: ReviewChange): Review {
    const key = roleKey(review.roleArn);
    const role = roleAfter(historyOf(key), review, change);
    put.run(review.id, key, review.createdAt, isEnded(review) ? 1 : 0, toSaved("review", review, review.id));
    putRole.run(key, role.openReviewId ?? null, role.settledAt ?? null);
    if (role.triedAt !== undefined) putTried.run(key, role.triedAt);
    if (role.decidedReviewId !== undefined) putDecided.run(key, role.decidedReviewId);
    if (role.lease) putLease.run(key, JSON.stringify(role.lease));
    return review;
  }

  function historyOf(role: RoleKey): RoleHistory {
    const row = getRole.get(role);
    const tried = getTried.get(role);
    const decidedBefore = getDecided.get(role);
    const lease = getLease.get(role);
    const keep = getKept.all(role).map(({ action }) => String(action));
    return {
      role,
      ...(typeof row?.open === "string" ? { openReviewId: row.open } : {}),
      ...(typeof row?.settled === "string" ? { settledAt: row.settled } : {}),
      ...(typeof tried?.at === "string" ? { triedAt: tried.at } : {}),
      ...(typeof decidedBefore?.review === "string" ? { decidedReviewId: decidedBefore.review } : {}),
      ...(keep.length > 0 ? { keep } : {}),
      ...(lease ? { lease: JSON.parse(String(lease.body)) } : {}),
    };
  }

  function transact<T>(work: () => T): T {
    db.exec("begin immediate");
    try {
      const result = work();
      db.exec("commit");
      return result;
    } catch (error) {
      db.exec("rollback");
      throw error;
    }
  }

  return {
    claim: async (review) =>
      transact(() => {
        const key = roleKey(review.roleArn);
        const { openReviewId, settledAt } = historyOf(key);
        if (openReviewId !== undefined) return { reviewId: openReviewId, claimed: read(openReviewId).cycleId === review.cycleId };
        write(review);
        putRole.run(key, review.id, settledAt ?? null);
        return { reviewId: review.id, claimed: true };
      }),
    get: async (reviewId) => read(reviewId),
    update: async (reviewId, transition, change) => transact(() => write(changed(read(reviewId), transition, change), change)),
    decide: async (reviewId, decision) =>
      transact(() => {
        const result = decided(read(reviewId), decision);
        if (result.recorded !== "nothing") write(result.review);
        return result;
      }),
    voteForRestore: async (reviewId, vote) => transact(() => write(withRestoreVote(read(reviewId), vote))),
    async putDocument(reviewId, name, value) {
      const text = toSaved(name, value, reviewId);
      putDocument.run(reviewId, name, text);
      latest.set(name, { reviewId, text });
    },
    async document<K extends DocumentName>(reviewId: string, name: K): Promise<Saved[K] | undefined> {
      const text = textOf(reviewId, name);
      return text === undefined ? undefined : fromSaved(name, text, reviewId);
    },
    async append(reviewId, entry) {
      putJournal.run(reviewId, entry.at, toSaved("journal", entry, reviewId));
    },
    journal: async (reviewId) => getJournal.all(reviewId).map(({ body }) => fromSaved("journal", body, reviewId)),
    async keep(role, actions) {
      for (const action of actions) putKept.run(role, action);
    },
    history: async (roles) => new Map(roles.map((role) => [role, historyOf(role)])),
    open: async () => list.all(0).map(({ id, body }) => fromSaved("review", body, String(id))),
    async ended({ createdAt, id } = AFTER_ALL) {
      const rows = listEnded.all(createdAt, id, MOST_ENDED + 1);
      const reviews = rows.slice(0, MOST_ENDED).map((row) => fromSaved("review", row.body, String(row.id)));
      return { reviews, hasMore: rows.length > MOST_ENDED };
    },
    all: () => list.all(1).map(({ id, body }) => fromSaved("review", body, String(id))),
    close: () => db.close(),
  };
}
