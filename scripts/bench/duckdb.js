import { DuckDBInstance } from "@duckdb/node-api";

// Typed columns: DuckDB then skips what is not asked for, which is the quickest way that it has.
const RECORD =
  "STRUCT(eventSource VARCHAR, eventName VARCHAR, userIdentity STRUCT(sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR))))";
const [files = "", largest = "0"] = process.argv.slice(2);

const connection = await (await DuckDBInstance.create()).connect();
const calls = await connection.runAndReadAll(`
  WITH records AS (
    SELECT unnest(Records) AS r
    FROM read_json('${files}', columns = {Records: '${RECORD}[]'}, maximum_object_size = ${largest})
  ), calls AS (
    SELECT r.userIdentity.sessionContext.sessionIssuer.arn AS role, r.eventSource AS source, r.eventName AS name, count(*) AS calls
    FROM records GROUP BY ALL
  )
  SELECT sum(calls)::INTEGER FROM calls`);
console.log(String(calls.getRows()[0]?.[0]));
