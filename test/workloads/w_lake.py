from datetime import timedelta
from world import ACCT, World, trust_service
NOTES = """A data pipeline role (MWAA worker): Glue jobs and crawlers by name, runs with ids, Athena with results in S3, partitions by day,
temporary tables named by date, Lake Formation credentials, one secret; S3 items unseen, KMS seen."""
R = "eu-west-1"
K = f"arn:aws:kms:{R}:{ACCT}:key/1f2e1d0c-1234-4abc-9def-0123456789ab"
def make(name, seed):
    w = World(name, seed, "lake-pipeline", R, trust_service("airflow-env.amazonaws.com"), "AmazonMWAA-airflow", "Boto3/1.40.4 md/Botocore#1.40.4", ip="10.2.3.4")
    w.attached = ["AWSGlueConsoleFullAccess", "AmazonAthenaFullAccess", "AmazonS3FullAccess"]
    w.customer = [("lake-extra", [{"Effect": "Allow", "Action": ["kms:*", "iam:PassRole", "lakeformation:*", "secretsmanager:*", "sns:*", "glue:*"], "Resource": "*"}])]
    w.replace = ["lake-extra"]
    g = lambda *r: [w.arn("glue", x) for x in r]
    wg = w.arn("athena", "workgroup/etl"); S = w.arn("secretsmanager", "secret:lake/source-db-Qw8eRt"); top = w.arn("sns", "lake-runs")
    for d in range(1, 61):
        t0 = w.day(d, 3); w.assume(t0, "AmazonMWAA-airflow"); c = [0]
        ds = t0.strftime("%Y-%m-%d"); ymd = t0.strftime("%Y%m%d")
        def at():
            c[0] += 11; return t0 + timedelta(seconds=c[0])
        def gl(ev, req, resp, checks, hidden=()): w.call(at(), "glue.amazonaws.com", ev, req, resp, checks, hidden)
        w.call(at(), "secretsmanager.amazonaws.com", "GetSecretValue", {"secretId": "lake/source-db"}, None, [("secretsmanager:GetSecretValue", S)])
        w.kms(at(), "Decrypt", K, "secretsmanager", {"SecretARN": S, "SecretVersionId": w.uuid()})
        for jn in ("raw-orders", "raw-customers"):
            rid = "jr_" + w.hex(64)
            gl("StartJobRun", {"jobName": jn, "arguments": {"--day": ds}}, {"jobRunId": rid}, [("glue:StartJobRun", g(f"job/{jn}")[0])])
            for _ in range(3): gl("GetJobRun", {"jobName": jn, "runId": rid}, None, [("glue:GetJobRun", g(f"job/{jn}")[0])])
            src = f"arn:aws:s3:::acme-lake-raw/{jn}/year={t0.year}/month={t0.month:02d}/day={t0.day:02d}/_SUCCESS"
            w.call(at(), "s3.amazonaws.com", "HeadObject", {}, None, [("s3:GetObject", src)], data=True)
            w.kms(at(), "Decrypt", K, "s3", {"aws:s3:arn": src}, internal="AWS Internal")
            gl("BatchCreatePartition", {"databaseName": "raw", "tableName": jn.replace("-", "_"), "partitionInputList": []}, {"errors": []}, [("glue:BatchCreatePartition", x) for x in g("catalog", "database/raw", f"table/raw/{jn.replace('-', '_')}")])
        if w.day(d).weekday() == 0:
            gl("StartCrawler", {"name": "weekly"}, None, [("glue:StartCrawler", g("crawler/weekly")[0])])
            gl("GetCrawler", {"name": "weekly"}, None, [("glue:GetCrawler", g("crawler/weekly")[0])])
        tt = f"tmp_orders_{ymd}"
        gl("CreateTable", {"databaseName": "scratch", "tableInput": {"name": tt}}, None, [("glue:CreateTable", x) for x in g("catalog", "database/scratch", f"table/scratch/{tt}")])
        for q in range(2):
            qid = w.uuid()
            w.call(at(), "athena.amazonaws.com", "StartQueryExecution", {"queryString": "***OMITTED***", "workGroup": "etl", "queryExecutionContext": {"database": "curated"}, "resultConfiguration": {"outputLocation": "s3://acme-lake-athena/etl/"}}, {"queryExecutionId": qid}, [("athena:StartQueryExecution", wg)])
            for _ in range(2): w.call(at(), "athena.amazonaws.com", "GetQueryExecution", {"queryExecutionId": qid}, None, [("athena:GetQueryExecution", wg)])
            gl("GetTable", {"databaseName": "curated", "name": "orders"}, None, [("glue:GetTable", x) for x in g("catalog", "database/curated", "table/curated/orders")])
            w.call(at(), "lakeformation.amazonaws.com", "GetDataAccess", {"tableArn": g("table/curated/orders")[0], "permissions": ["SELECT"]}, None, [("lakeformation:GetDataAccess", "*")], read=True)
            o = f"arn:aws:s3:::acme-lake-athena/etl/{qid}.csv"
            w.call(at(), "s3.amazonaws.com", "PutObject", {}, None, [("s3:PutObject", o)], data=True)
            w.kms(at(), "GenerateDataKey", K, "s3", {"aws:s3:arn": o}, internal="AWS Internal")
            w.call(at(), "s3.amazonaws.com", "GetObject", {}, None, [("s3:GetObject", o)], data=True)
            w.kms(at(), "Decrypt", K, "s3", {"aws:s3:arn": o}, internal="AWS Internal")
            w.call(at(), "s3.amazonaws.com", "GetBucketLocation", {"bucketName": "acme-lake-athena", "Host": "x", "location": ""}, None, [("s3:GetBucketLocation", "arn:aws:s3:::acme-lake-athena")], resources=[{"accountId": ACCT, "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::acme-lake-athena"}])
        gl("DeleteTable", {"databaseName": "scratch", "name": tt}, None, [("glue:DeleteTable", x) for x in g("catalog", "database/scratch", f"table/scratch/{tt}")])
        w.call(at(), "sns.amazonaws.com", "Publish", {}, None, [("sns:Publish", top)], data=True)
    for a, r in [("glue:DeleteJob", "job/raw-orders"), ("glue:DeleteDatabase", "database/curated"), ("glue:StartJobRun", "job/payroll"), ("glue:UpdateJob", "job/raw-orders"), ("glue:DeleteCrawler", "crawler/weekly"), ("glue:StartCrawler", "crawler/other")]: w.no(a, g(r)[0], "never done")
    for a in ("DeleteTable", "UpdateTable"): w.no(f"glue:{a}", g("table/curated/orders")[0], "curated is read alone")
    for a, r in [("lakeformation:GrantPermissions", "*"), ("lakeformation:PutDataLakeSettings", "*"), ("kms:ScheduleKeyDeletion", K), ("kms:DisableKey", K), ("sns:DeleteTopic", top), ("secretsmanager:GetSecretValue", w.arn("secretsmanager", "secret:payroll-Qw8eRt")), ("secretsmanager:DeleteSecret", S), ("s3:DeleteBucket", "arn:aws:s3:::acme-lake-raw"), ("s3:GetObject", "arn:aws:s3:::acme-payroll/x"), ("s3:PutBucketPolicy", "arn:aws:s3:::acme-lake-athena"), ("athena:DeleteWorkGroup", wg), ("athena:StartQueryExecution", w.arn("athena", "workgroup/finance"))]: w.no(a, r, "never done")
    w.no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/admin", "hands no role over", {"iam:PassedToService": "glue.amazonaws.com"})
    for a, r in [("glue:" + a, g(r)[0]) for a, r in [("DeleteTable", "table/raw/raw_orders"), ("UpdateDatabase", "database/curated"), ("CreateDatabase", "database/x"), ("PutResourcePolicy", "catalog"), ("DeletePartition", "table/raw/raw_orders"), ("CreateTable", "table/curated/x"), ("StopCrawler", "crawler/weekly"), ("UpdateCrawler", "crawler/weekly")]] + [("s3:" + a, "arn:aws:s3:::acme-lake-raw") for a in ("PutBucketPolicy", "PutBucketAcl", "PutLifecycleConfiguration", "DeleteBucketPolicy", "PutEncryptionConfiguration")]: w.no(a, r, "never done")
    return w
