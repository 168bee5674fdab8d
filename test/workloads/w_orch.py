from datetime import timedelta
from world import ACCT, World, trust_service
NOTES = """A Step Functions role: runs Batch jobs (definitions with revisions), ECS tasks, Lambda functions (unseen), nested machines,
SageMaker transform jobs with dated names, writes to a table (unseen) and sends to a queue (unseen)."""
R = "us-east-1"
def make(name, seed):
    w = World(name, seed, "orchestrator", R, trust_service("states.amazonaws.com"), "exec", "aws-sdk-java/2.30.1", ip="states.amazonaws.com")
    w.attached = ["AWSBatchFullAccess", "AmazonECS_FullAccess", "AWSLambda_FullAccess", "AWSStepFunctionsFullAccess", "AmazonSageMakerFullAccess"]
    w.customer = [("orch-extra", [{"Effect": "Allow", "Action": ["iam:PassRole", "events:*", "sqs:*", "dynamodb:*"], "Resource": "*"}])]
    w.replace = ["orch-extra"]
    rev, trev = 10, 30
    TR, EX = (f"arn:aws:iam::{ACCT}:role/{x}" for x in ("report-task", "report-exec"))
    F = w.arn("lambda", "function:notify"); Q = w.arn("sqs", "results"); TB = w.arn("dynamodb", "table/runs"); M2 = w.arn("states", "stateMachine:child")
    for d in range(1, 61):
        if d % 9 == 0: rev += 1
        if d % 13 == 0: trev += 1
        t0 = w.day(d, 1); w.assume(t0, w.hex(32)); c = [0]
        def at():
            c[0] += 13; return t0 + timedelta(seconds=c[0])
        jid = w.uuid(); jn = f"ingest-{t0.strftime('%Y%m%dT%H%M')}"
        w.call(at(), "batch.amazonaws.com", "SubmitJob", {"jobName": jn, "jobQueue": w.arn("batch", "job-queue/spot"), "jobDefinition": f"ingest:{rev}"}, {"jobName": jn, "jobId": jid, "jobArn": w.arn("batch", f"job/{jid}")}, [("batch:SubmitJob", w.arn("batch", f"job-definition/ingest:{rev}")), ("batch:SubmitJob", w.arn("batch", "job-queue/spot"))])
        w.call(at(), "batch.amazonaws.com", "DescribeJobs", {"jobs": [jid]}, None, [("batch:DescribeJobs", "*")])
        if d % 5 == 0: w.call(at(), "batch.amazonaws.com", "TerminateJob", {"jobId": jid, "reason": "x"}, None, [("batch:TerminateJob", w.arn("batch", f"job/{jid}"))])
        tid = w.hex(32); ta = w.arn("ecs", f"task/jobs/{tid}")
        w.call(at(), "ecs.amazonaws.com", "RunTask", {"cluster": w.arn("ecs", "cluster/jobs"), "taskDefinition": w.arn("ecs", f"task-definition/report:{trev}"), "launchType": "FARGATE", "overrides": {}}, {"tasks": [{"taskArn": ta, "clusterArn": w.arn("ecs", "cluster/jobs"), "taskDefinitionArn": w.arn("ecs", f"task-definition/report:{trev}"), "overrides": {}}], "failures": []}, [("ecs:RunTask", w.arn("ecs", f"task-definition/report:{trev}"), {"ecs:cluster": w.arn("ecs", "cluster/jobs")})], [("iam:PassRole", x, {"iam:PassedToService": "ecs-tasks.amazonaws.com"}) for x in (TR, EX)])
        w.call(at(), "ecs.amazonaws.com", "DescribeTasks", {"cluster": "jobs", "tasks": [tid]}, None, [("ecs:DescribeTasks", ta, {"ecs:cluster": w.arn("ecs", "cluster/jobs")})])
        if d % 4 == 0: w.call(at(), "ecs.amazonaws.com", "StopTask", {"cluster": "jobs", "task": tid}, None, [("ecs:StopTask", ta, {"ecs:cluster": w.arn("ecs", "cluster/jobs")})])
        ea = w.arn("states", f"execution:child:{t0.strftime('%Y-%m-%d')}-{w.uuid()}")
        w.call(at(), "states.amazonaws.com", "StartExecution", {"stateMachineArn": M2, "name": ea.split(":")[-1], "input": "***"}, {"executionArn": ea}, [("states:StartExecution", M2)])
        w.call(at(), "states.amazonaws.com", "DescribeExecution", {"executionArn": ea}, None, [("states:DescribeExecution", ea)])
        if d % 7 == 0: w.call(at(), "states.amazonaws.com", "StopExecution", {"executionArn": ea}, None, [("states:StopExecution", ea)])
        if w.day(d).weekday() == 2:
            n = f"score-{t0.strftime('%Y-%m-%d-%H-%M-%S')}"
            w.call(at(), "sagemaker.amazonaws.com", "CreateTransformJob", {"transformJobName": n, "modelName": "churn-live"}, {"transformJobArn": w.arn("sagemaker", f"transform-job/{n}")}, [("sagemaker:CreateTransformJob", w.arn("sagemaker", f"transform-job/{n}"))])
            w.call(at(), "sagemaker.amazonaws.com", "DescribeTransformJob", {"transformJobName": n}, None, [("sagemaker:DescribeTransformJob", w.arn("sagemaker", f"transform-job/{n}"))])
        w.call(at(), "lambda.amazonaws.com", "Invoke", {}, None, [("lambda:InvokeFunction", F)], data=True)
        w.call(at(), "sqs.amazonaws.com", "SendMessage", {}, None, [("sqs:SendMessage", Q)], data=True)
        w.call(at(), "dynamodb.amazonaws.com", "PutItem", {}, None, [("dynamodb:PutItem", TB)], data=True)
        if d % 10 == 1: w.call(at(), "events.amazonaws.com", "PutRule", {"name": "StepFunctionsGetEventsForBatchJobsRule", "eventPattern": "{}"}, {"ruleArn": w.arn("events", "rule/StepFunctionsGetEventsForBatchJobsRule")}, [("events:PutRule", w.arn("events", "rule/StepFunctionsGetEventsForBatchJobsRule"))])
    for a, r in [("batch:DeregisterJobDefinition", w.arn("batch", "job-definition/ingest:10")), ("batch:SubmitJob", w.arn("batch", "job-definition/admin:1")), ("batch:SubmitJob", w.arn("batch", "job-queue/payroll")), ("batch:DeleteJobQueue", w.arn("batch", "job-queue/spot")), ("ecs:RunTask", w.arn("ecs", "task-definition/admin:1")), ("ecs:DeleteCluster", w.arn("ecs", "cluster/jobs")), ("ecs:RegisterTaskDefinition", w.arn("ecs", "task-definition/report:1")), ("ecs:ExecuteCommand", w.arn("ecs", "cluster/jobs")), ("lambda:UpdateFunctionCode", F), ("lambda:DeleteFunction", F), ("states:DeleteStateMachine", M2), ("states:UpdateStateMachine", M2), ("states:StartExecution", w.arn("states", "stateMachine:payroll")), ("sagemaker:DeleteModel", w.arn("sagemaker", "model/churn-live")), ("sagemaker:CreateNotebookInstance", w.arn("sagemaker", "notebook-instance/x")), ("events:DeleteRule", w.arn("events", "rule/StepFunctionsGetEventsForBatchJobsRule")), ("events:PutRule", w.arn("events", "rule/security")), ("sqs:DeleteQueue", Q), ("sqs:PurgeQueue", Q), ("dynamodb:DeleteTable", TB), ("dynamodb:GetItem", w.arn("dynamodb", "table/payroll"))]: w.no(a, r, "never done")
    w.no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/admin", "not this role", {"iam:PassedToService": "ecs-tasks.amazonaws.com"})
    for a, r in [("batch:" + a, w.arn("batch", r)) for a, r in [("UpdateJobQueue", "job-queue/spot"), ("DeleteComputeEnvironment", "compute-environment/x"), ("CreateJobQueue", "job-queue/x")]] + [("ecs:" + a, w.arn("ecs", r)) for a, r in [("DeleteService", "service/jobs/x"), ("UpdateCluster", "cluster/jobs"), ("CreateService", "service/jobs/x")]] + [("lambda:AddPermission", F), ("states:CreateStateMachine", w.arn("states", "stateMachine:x")), ("sqs:SetQueueAttributes", Q), ("dynamodb:UpdateTable", TB), ("events:PutTargets", w.arn("events", "rule/security"))]: w.no(a, r, "never done")
    return w
