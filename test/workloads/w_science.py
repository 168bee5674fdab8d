from datetime import timedelta
from world import ACCT, World, trust_service

NOTES = """A data scientist's notebook role: SageMaker training and processing jobs with dated and random names, models and endpoint
configurations a week, Athena queries on a workgroup with results in S3 (unseen), Glue table look-ups, an ECR image, one secret,
experiment logs; data in two buckets, encrypted with one key (KMS calls are seen)."""
R = "us-east-1"


def make(name, seed):
    w = World(name, seed, "sagemaker-notebook", R, trust_service("sagemaker.amazonaws.com"), "SageMaker", "Boto3/1.40.4 md/Botocore#1.40.4 ua/2.1 os/linux#5.10 lang/python#3.12 exec-env/AWS-SageMaker-Notebook-Instance", ip="10.1.2.3")
    w.attached = ["AmazonSageMakerFullAccess", "AmazonS3FullAccess", "AmazonAthenaFullAccess", "CloudWatchLogsFullAccess"]
    w.customer = [("notebook-extra", [{"Effect": "Allow", "Action": ["kms:*", "iam:PassRole", "iam:GetRole", "glue:*", "secretsmanager:*"], "Resource": "*"}])]
    w.replace = ["notebook-extra"]
    n = 0
    for d in range(1, 61):
        if w.day(d).weekday() >= 5: continue
        w.assume(w.day(d, 8), "SageMaker")
        for k in range(w.rng.randint(1, 3)):
            n += 1
            job(w, w.day(d, 9 + 2 * k, w.rng.randrange(50)), n)
        query(w, w.day(d, 16))
    never(w)
    return w


K = f"arn:aws:kms:{R}:{ACCT}:key/3f2e1d0c-1234-4abc-9def-0123456789ab"
DATA = "arn:aws:s3:::acme-ml-data"


def job(w, t, n):
    s = iter(range(1, 900, 7))
    at = lambda: t + timedelta(seconds=next(s))
    sm = lambda ev, req, resp, checks, hidden=(): w.call(at(), "sagemaker.amazonaws.com", ev, req, resp, checks, hidden)
    role = f"arn:aws:iam::{ACCT}:role/sagemaker-exec"
    ps = ("iam:PassRole", role, {"iam:PassedToService": "sagemaker.amazonaws.com"})
    ts = t.strftime("%Y-%m-%d-%H-%M-%S-") + f"{w.rng.randrange(1000):03d}"
    src = f"{DATA}/features/{t.strftime('%Y/%m/%d')}/part-{n}.parquet"
    w.call(at(), "s3.amazonaws.com", "GetObject", {}, None, [("s3:GetObject", src)], data=True)
    w.kms(at(), "Decrypt", K, "s3", {"aws:s3:arn": src}, internal="AWS Internal")
    dst = f"{DATA}/prepared/{ts}/train.csv"
    w.call(at(), "s3.amazonaws.com", "PutObject", {}, None, [("s3:PutObject", dst)], data=True)
    w.kms(at(), "GenerateDataKey", K, "s3", {"aws:s3:arn": dst}, internal="AWS Internal")
    jn = f"churn-xgb-{ts}"
    ja = w.arn("sagemaker", f"training-job/{jn}")
    sm("CreateTrainingJob", {"trainingJobName": jn, "roleArn": role, "algorithmSpecification": {"trainingImage": f"683313688378.dkr.ecr.{R}.amazonaws.com/sagemaker-xgboost:1.7-1", "trainingInputMode": "File"}, "outputDataConfig": {"s3OutputPath": "s3://acme-ml-data/models/", "kmsKeyId": K}, "inputDataConfig": [{"channelName": "train", "dataSource": {"s3DataSource": {"s3Uri": f"s3://acme-ml-data/prepared/{ts}/"}}}], "resourceConfig": {"instanceType": "ml.m5.xlarge", "instanceCount": 1, "volumeSizeInGB": 30}, "stoppingCondition": {"maxRuntimeInSeconds": 3600}}, {"trainingJobArn": ja}, [("sagemaker:CreateTrainingJob", ja)], [ps])
    for _ in range(3): sm("DescribeTrainingJob", {"trainingJobName": jn}, None, [("sagemaker:DescribeTrainingJob", ja)])
    if n % 7 == 0: sm("StopTrainingJob", {"trainingJobName": jn}, None, [("sagemaker:StopTrainingJob", ja)])
    pn = f"evaluate-{w.uuid()}"
    pa = w.arn("sagemaker", f"processing-job/{pn}")
    sm("CreateProcessingJob", {"processingJobName": pn, "roleArn": role, "appSpecification": {"imageUri": f"{ACCT}.dkr.ecr.{R}.amazonaws.com/eval:latest"}, "processingResources": {"clusterConfig": {"instanceCount": 1, "instanceType": "ml.m5.large", "volumeSizeInGB": 30}}}, {"processingJobArn": pa}, [("sagemaker:CreateProcessingJob", pa)], [ps])
    sm("DescribeProcessingJob", {"processingJobName": pn}, None, [("sagemaker:DescribeProcessingJob", pa)])
    w.call(at(), "logs.amazonaws.com", "DescribeLogStreams", {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamNamePrefix": jn}, None, [("logs:DescribeLogStreams", w.arn("logs", "log-group:/aws/sagemaker/TrainingJobs:*"))])
    w.call(at(), "logs.amazonaws.com", "GetLogEvents", {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamName": f"{jn}/algo-1-1"}, None, [("logs:GetLogEvents", w.arn("logs", f"log-group:/aws/sagemaker/TrainingJobs:log-stream:{jn}/algo-1-1"))], data=True)
    if n % 4 == 0:
        mn = f"churn-{ts}"
        ma, ca = w.arn("sagemaker", f"model/{mn}"), w.arn("sagemaker", f"endpoint-config/{mn}")
        sm("CreateModel", {"modelName": mn, "executionRoleArn": role, "primaryContainer": {"image": f"683313688378.dkr.ecr.{R}.amazonaws.com/sagemaker-xgboost:1.7-1", "modelDataUrl": f"s3://acme-ml-data/models/{jn}/output/model.tar.gz"}}, {"modelArn": ma}, [("sagemaker:CreateModel", ma)], [ps])
        sm("CreateEndpointConfig", {"endpointConfigName": mn, "productionVariants": [{"variantName": "AllTraffic", "modelName": mn, "initialInstanceCount": 1, "instanceType": "ml.t2.medium"}]}, {"endpointConfigArn": ca}, [("sagemaker:CreateEndpointConfig", ca)])
        ep = w.arn("sagemaker", "endpoint/churn-live")
        sm("UpdateEndpoint", {"endpointName": "churn-live", "endpointConfigName": mn}, {"endpointArn": ep}, [("sagemaker:UpdateEndpoint", ep), ("sagemaker:UpdateEndpoint", ca)])
        sm("DescribeEndpoint", {"endpointName": "churn-live"}, None, [("sagemaker:DescribeEndpoint", ep)])
        w.call(at(), "sagemaker.amazonaws.com", "InvokeEndpoint", {}, None, [("sagemaker:InvokeEndpoint", ep)], data=True)


def query(w, t):
    s = iter(range(1, 900, 7))
    at = lambda: t + timedelta(seconds=next(s))
    wg = w.arn("athena", "workgroup/science")
    q = w.uuid()
    w.call(at(), "athena.amazonaws.com", "StartQueryExecution", {"queryString": "***OMITTED***", "clientRequestToken": w.uuid(), "queryExecutionContext": {"database": "science"}, "workGroup": "science"}, {"queryExecutionId": q}, [("athena:StartQueryExecution", wg)])
    w.call(at(), "athena.amazonaws.com", "GetQueryExecution", {"queryExecutionId": q}, None, [("athena:GetQueryExecution", wg)])
    w.call(at(), "athena.amazonaws.com", "GetQueryResults", {"queryExecutionId": q}, None, [("athena:GetQueryResults", wg)])
    g = lambda *r: [w.arn("glue", x) for x in r]
    w.call(at(), "glue.amazonaws.com", "GetTable", {"databaseName": "science", "name": "events"}, None, [("glue:GetTable", x) for x in g("catalog", "database/science", "table/science/events")])
    w.call(at(), "glue.amazonaws.com", "GetPartitions", {"databaseName": "science", "tableName": "events"}, None, [("glue:GetPartitions", x) for x in g("catalog", "database/science", "table/science/events")])
    for a, o in (("GetObject", f"{DATA}/events/dt={t.strftime('%Y-%m-%d')}/0001.parquet"),):
        w.call(at(), "s3.amazonaws.com", a, {}, None, [(f"s3:{a}", o)], data=True)
        w.kms(at(), "Decrypt", K, "s3", {"aws:s3:arn": o}, internal="AWS Internal")
    res = f"arn:aws:s3:::aws-athena-query-results-{ACCT}-{R}/science/{q}.csv"
    w.call(at(), "s3.amazonaws.com", "PutObject", {}, None, [("s3:PutObject", res)], data=True)
    w.call(at(), "s3.amazonaws.com", "GetBucketLocation", {"bucketName": f"aws-athena-query-results-{ACCT}-{R}", "location": ""}, None, [("s3:GetBucketLocation", f"arn:aws:s3:::aws-athena-query-results-{ACCT}-{R}")])
    w.call(at(), "s3.amazonaws.com", "ListObjects", {}, None, [("s3:ListBucket", DATA)], data=True)
    sec = w.arn("secretsmanager", "secret:science/warehouse-Zz9yXw")
    w.call(at(), "secretsmanager.amazonaws.com", "GetSecretValue", {"secretId": sec}, None, [("secretsmanager:GetSecretValue", sec)])
    w.kms(at(), "Decrypt", K, "secretsmanager", {"SecretARN": sec, "SecretVersionId": w.uuid()})


def never(w):
    no = w.no
    for b in ("acme-customer-data", "acme-payroll"):
        for a in ("GetObject", "PutObject", "DeleteObject"): no(f"s3:{a}", f"arn:aws:s3:::{b}/2026/x.csv", "another bucket")
        no("s3:ListBucket", f"arn:aws:s3:::{b}", "another bucket")
    for a in ("DeleteBucket", "PutBucketPolicy", "PutBucketAcl"): no(f"s3:{a}", DATA, "the bucket itself")
    for a in ("DeleteEndpoint", "DeleteModel", "CreateNotebookInstance", "CreateDomain", "CreatePresignedNotebookInstanceUrl"):
        no(f"sagemaker:{a}", w.arn("sagemaker", {"DeleteEndpoint": "endpoint/churn-live", "DeleteModel": "model/fraud-prod", "CreateNotebookInstance": "notebook-instance/evil", "CreateDomain": "domain/d-evil", "CreatePresignedNotebookInstanceUrl": "notebook-instance/other"}[a]), "never made")
    no("sagemaker:UpdateEndpoint", w.arn("sagemaker", "endpoint/fraud-live"), "another endpoint")
    no("sagemaker:InvokeEndpoint", w.arn("sagemaker", "endpoint/fraud-live"), "another endpoint")
    no("sagemaker:CreateTrainingJob", w.arn("sagemaker", "training-job/fraud-2026"), "another name")
    no("sagemaker:StopTrainingJob", w.arn("sagemaker", "training-job/fraud-2026"), "another name")
    no("athena:StartQueryExecution", w.arn("athena", "workgroup/finance"), "another workgroup")
    no("athena:DeleteWorkGroup", w.arn("athena", "workgroup/science"), "never made")
    for a in ("GetTable", "DeleteTable", "CreateTable"): no(f"glue:{a}", w.arn("glue", "table/hr/salaries"), "another table")
    no("glue:DeleteDatabase", w.arn("glue", "database/science"), "never made")
    K2 = f"arn:aws:kms:{R}:{ACCT}:key/99999999-1234-4abc-9def-0123456789ab"
    for a in ("Decrypt", "GenerateDataKey"): no(f"kms:{a}", K2, "another key")
    for a in ("ScheduleKeyDeletion", "PutKeyPolicy", "DisableKey", "CreateGrant"): no(f"kms:{a}", K, "the key itself")
    for a in ("GetSecretValue",): no(f"secretsmanager:{a}", w.arn("secretsmanager", "secret:prod/db-Ab3dEf"), "another secret")
    no("secretsmanager:PutSecretValue", w.arn("secretsmanager", "secret:science/warehouse-Zz9yXw"), "never made")
    no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/admin", "another role", {"iam:PassedToService": "sagemaker.amazonaws.com"})
    no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/sagemaker-exec", "another service", {"iam:PassedToService": "lambda.amazonaws.com"})
    no("logs:DeleteLogGroup", w.arn("logs", "log-group:/aws/sagemaker/TrainingJobs:*"), "never made")
    no("logs:FilterLogEvents", w.arn("logs", "log-group:/payroll:*"), "another group")
