import {
  type FileFault,
  type ForeignForm,
  type ForeignValue,
  MOST_RECORD_MB,
  MOST_UNPACKED_RATIO,
  type RecordFault,
} from "#core/cloudtrail/log-fault.ts";

const VALUES: Readonly<Record<ForeignValue, string>> = {
  "delivery-notification": "ログファイルの配信通知",
  "athena-unload": "Athena の UNLOAD による小文字名のレコード",
  "athena-rows": "レコード全体を含まない Athena の結果",
  "capital-names": "大文字で始まる名前のレコード (.NET など)",
  "security-lake-event": "Security Lake のイベント (OCSF)",
  "elasticsearch-document": "event.original のない Elasticsearch のドキュメント",
};

const RECORDS: Readonly<Record<Exclude<RecordFault, ForeignValue>, string>> = {
  "not-json": "JSON ではない",
  "too-large": `${MOST_RECORD_MB} MB を超える`,
  "not-an-object": "オブジェクトではない",
  "no-event-name": "eventSource または eventName がない",
  "long-event-name": "eventSource または eventName が長すぎる",
  "no-event-time": "eventTime が時刻ではない",
  "no-user-identity": "userIdentity がない",
  "flat-user-identity": "userIdentity が文字列になっている",
  "rest-of-file": "ファイルの残りを読み取れない",
};

const FORMS: Readonly<Record<ForeignForm, string>> = {
  zip: "zip アーカイブ",
  tar: "tar アーカイブ",
  "7z": "7z アーカイブ",
  rar: "RAR アーカイブ",
  bzip2: "bzip2 の圧縮ファイル",
  xz: "xz の圧縮ファイル",
  lz4: "LZ4 の圧縮ファイル",
  snappy: "Snappy の圧縮ファイル",
  lzma: "LZMA の圧縮ファイル",
  zlib: "zlib の圧縮ファイル",
  compress: "compress の圧縮ファイル",
  zstd: "zstd の圧縮ファイル",
  "packed-too-often": "何重にも圧縮されたファイル",
  "unpacks-too-far": `展開すると元の${MOST_UNPACKED_RATIO}倍を超えるファイル`,
  parquet: "Parquet ファイル",
  orc: "ORC ファイル",
  avro: "Avro ファイル",
  "s3-access-denied": "S3 の AccessDenied 応答",
  "s3-error": "S3 のエラー応答",
  html: "HTML ページ",
  xml: "XML または HTML",
  "aws-cli-error": "AWS CLI のエラー出力",
  "aws-cli-table": "AWS CLI の表形式の出力",
  "git-lfs-pointer": "Git LFS のポインター",
  python: "Python のオブジェクトの出力",
  pickle: "Python の pickle",
  yaml: "YAML ファイル",
  "event-history-csv": "コンソールのイベント履歴の CSV",
  "athena-csv": "Athena または CloudTrail Lake の CSV",
};

/** Why a record could not be read. */
export function recordFaultText(fault: RecordFault): string {
  switch (fault) {
    case "delivery-notification":
    case "athena-unload":
    case "athena-rows":
    case "capital-names":
    case "security-lake-event":
    case "elasticsearch-document":
      return VALUES[fault];
    default:
      return RECORDS[fault];
  }
}

/** What is wrong with a log file. What to do about it stands in the command line, which is in English. */
export function fileFaultText(fault: FileFault): string {
  switch (fault.id) {
    case "empty":
      return "空のファイル";
    case "one-page":
      return "複数ページの一部";
    case "cut-off":
      return "途中で切れている。切れた箇所より前は有効";
    case "damaged":
      return "圧縮データが破損している。破損箇所より前は有効";
    case "beside-log":
      return `ログ以外の内容を含む${fault.value === undefined ? "" : `（${VALUES[fault.value]}）`}。ログは有効`;
    case "cells":
      return "レコード全体を含まないクエリ結果";
    case "foreign-values":
      return VALUES[fault.value];
    case "foreign-form":
      return FORMS[fault.form];
    case "no-log":
      return "CloudTrail のログではない";
    case "file-system":
      return `読み取りエラー ${fault.error}`;
    case "not-fetched":
      return `S3 のエラー ${fault.error}`;
  }
}
