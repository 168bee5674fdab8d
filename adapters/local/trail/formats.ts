/** The forms of CloudTrail records that are read, and what to do about the others, in 80 columns. */
export const FORMATS = `CloudTrail records that whittle review --trail reads, in a file or a folder:

  as delivered       {"Records": [...]}, compact or pretty, in any key order,
                     one log or several joined
  one record         as the console's event record shows it
  records in a row   JSON lines, a JSON array, {...}{...} without line ends
  CloudTrail         aws cloudtrail lookup-events; Lake: get-query-results and
                     CSV of SELECT eventJson
  EventBridge        events "via CloudTrail", alone, in a list, or one a line;
                     messages of Amazon SNS, SQS and Kinesis that hold one
  CloudWatch Logs    create-export-task, filter-log-events, get-log-events,
                     subscription payloads, Insights results of @message
  other tools        Splunk, Elasticsearch, Datadog, Fluent Bit, Vector,
                     Graylog, Sumo Logic, Steampipe, BigQuery, Snowflake, Kafka,
                     Wazuh, Grafana Loki, OpenTelemetry: what holds the whole
                     record; CSV with such a column
  Athena             UNLOAD as JSON, and Parquet as JSON, of the trail's table

  packed             gzip, zstd, also nested
  encoded            UTF-8 and UTF-16, with or without a byte order mark

Not supported; the error says what to do: zip, tar, 7z, bzip2, xz, LZMA, LZ4,
Snappy, zlib, Parquet, ORC, Avro, Security Lake (OCSF), Athena's CSV, YAML,
tables.
Skipped: digest files, Insights events, images, scripts, pipes, devices.
An event that is in several files counts once, by its eventID.
`;
