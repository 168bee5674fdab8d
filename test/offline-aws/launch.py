"""Starts the offline AWS with nine differences from AWS put right and one added, and faster; arguments are those of motoaws.py.

1. A transaction of DynamoDB that fails puts the table back: no other write may come between, or it would be lost.
2. IAM tells when a role last used each service: a day ago those that its tag offline:used names, and no others.
3. Every role was made a year ago: Whittle waits until a role has had time to show what it needs.
4. An execution that is stopped ends two seconds later, and not when its wait is over, which may take days.
5. A table's stream takes the form that CloudFormation takes, and hands what was written to the function that is mapped to it.
6. A change of a permission set reaches its accounts by provisioning; see sso_admin.py.
7. Each account decides about its own roles, and about who takes them; see accounts.py.
8. A function is told the log group that it was given.
9. Of AWS's own policies IAM tells, with all of the account, those alone that somebody carries or has as a boundary.
10. Added: whoever signs with the access key as-NAME has the rights of the role NAME alone.

It parses each JSON path and each definition of a state machine once, with one parser of paths, lists the services of moto and their methods
and makes each service's routes and an RSA key once, reads AWS's policies for the partition aws alone, and a function's pauses take a tenth of
their time (short-pauses.mjs)."""
import copy
import datetime
import functools
import json
import os
import pathlib
import sys
import threading
import time
import uuid

sys.path.insert(0, os.environ["WHITTLE_OFFLINE_AWS"])
import accounts  # noqa: E402
import motoaws  # noqa: E402
import moto.backends  # noqa: E402
import moto.core.responses  # noqa: E402
import nodelambda  # noqa: E402
import samdeploy  # noqa: E402
import sso_admin  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: E402
from jsonpath_ng.ext.parser import ExtendedJsonPathParser  # noqa: E402
from jsonpath_ng.parser import JsonPathParser  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.dynamodb.models import DynamoDBBackend  # noqa: E402
from moto.iam.models import AWSManagedPolicy, IAMBackend, Role  # noqa: E402
from moto.iam.responses import IamResponse  # noqa: E402
from moto.stepfunctions.parser.api import ExecutionStatus  # noqa: E402
from moto.stepfunctions.parser.asl.component.common.path import result_path  # noqa: E402
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser as Parser  # noqa: E402
from moto.stepfunctions.parser.asl.utils import json_path  # noqa: E402
from moto.stepfunctions.parser.backend.execution import Execution  # noqa: E402

make_role = Role.__init__
stop_execution = Execution.stop
begin = motoaws.MotoAws.__init__
account_details = IAMBackend.get_account_authorization_details


def one_at_a_time(write, turn):
    def alone(*args, **kwargs):
        with turn:
            return write(*args, **kwargs)

    return alone


reports = {}


def start_report(self):
    reports[job := str(uuid.uuid4())] = {"arn": self._get_param("Arn"), "looks": 0}
    return ActionResult({"JobId": job})


def read_report(self):
    """It is ready at the second look."""
    report = reports[self._get_param("JobId")]
    report["looks"] += 1
    now = datetime.datetime.now(datetime.timezone.utc)
    if report["looks"] == 1:
        return ActionResult({"JobStatus": "IN_PROGRESS", "JobCreationDate": now, "ServicesLastAccessed": [], "JobCompletionDate": now})
    role = self.backend.get_role(report["arn"].split("/")[-1])
    used = next((tag["Value"].split() for tag in role.tags if tag["Key"] == "offline:used"), [])
    a_day_ago = now - datetime.timedelta(days=1)
    services = [{"ServiceName": name, "ServiceNamespace": name, "LastAuthenticated": a_day_ago} for name in used]
    return ActionResult({"JobStatus": "COMPLETED", "JobCreationDate": now, "ServicesLastAccessed": services, "JobCompletionDate": now})


def make_old_role(self, *args, **kwargs):
    make_role(self, *args, **kwargs)
    self.create_date -= datetime.timedelta(days=365)


def details_of_what_is_used(self, policy_filter):
    details = account_details(self, policy_filter)
    boundaries = {each.permissions_boundary_arn for each in self.roles.values()}
    used = [each for each in details["managed_policies"] if not isinstance(each, AWSManagedPolicy) or each.attachment_count or each.arn in boundaries]
    return {**details, "managed_policies": used}


def stop_soon(self, *args, **kwargs):
    stop_execution(self, *args, **kwargs)

    def end():
        if self.exec_status == ExecutionStatus.RUNNING:
            self.exec_status = ExecutionStatus.ABORTED

    threading.Timer(2, end).start()


class RolesByKey(dict):
    def get(self, key, otherwise=None):
        return f"arn:aws:iam::{motoaws.ACCOUNT}:role/{key[3:]}" if key.startswith("as-") else super().get(key, otherwise)


def begin_with_names(self, *args, **kwargs):
    begin(self, *args, **kwargs)
    self.roles_by_key = RolesByKey()
    accounts.MembersAws.running = self


make_table = samdeploy.Stack.mk_DynamoDB_Table


def make_streamed_table(self, lid, p):
    if "StreamSpecification" in p:
        p = {**p, "StreamSpecification": {**p["StreamSpecification"], "StreamEnabled": True}}
    name, attributes = make_table(self, lid, p)
    stream = self.c("dynamodb").describe_table(TableName=name)["Table"].get("LatestStreamArn")
    return name, {**attributes, **({"StreamArn": stream} if stream else {})}


make_function = samdeploy.Stack.mk_Lambda_Function


def make_function_with_log(self, lid, p):
    name, attributes = make_function(self, lid, p)
    group = (p.get("LoggingConfig") or {}).get("LogGroup")
    if group:
        moto.backends.get_backend("lambda")[motoaws.ACCOUNT][self.region].get_function(name).logs_group_name = group
    return name, attributes


def make_mapping(self, lid, p):
    """One shard, in order; what failed is tried again. The filter of the mapping is the function's own."""
    arn, function = p["EventSourceArn"], p["FunctionName"]
    streams, functions = self.c("dynamodbstreams"), self.c("lambda")

    def deliver():
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while True:
            time.sleep(0.2)
            try:
                answer = streams.get_records(ShardIterator=at)
                records = [as_lambda(record) for record in answer["Records"]]
                while records:
                    body = json.dumps({"Records": records[:20]}, default=as_json).encode()
                    failed = json.loads(functions.invoke(FunctionName=function, Payload=body)["Payload"].read())["batchItemFailures"]
                    first = failed[0]["itemIdentifier"] if failed else None
                    done = next((i for i, record in enumerate(records[:20]) if record["dynamodb"]["SequenceNumber"] == first), 20)
                    records = records[done:]
                    time.sleep(0.5 if failed else 0)
                at = answer["NextShardIterator"]
            except Exception as fault:  # noqa: BLE001
                print(f"stream: {fault!r}", file=sys.stderr, flush=True)
                time.sleep(1)

    threading.Thread(target=deliver, daemon=True).start()
    return self.uniq(lid), {}


def as_lambda(record):
    at = record["dynamodb"]["ApproximateCreationDateTime"]
    return {**record, "dynamodb": {**record["dynamodb"], "ApproximateCreationDateTime": at.timestamp()}}


def as_json(value):
    return value.isoformat() if isinstance(value, datetime.datetime) else "" if isinstance(value, bytes) else list(value)


def once(parse):
    """What a text is parsed to, parsed at its first use alone. The offline AWS would see through the wrapper of lru_cache."""
    parsed = functools.lru_cache(None)(parse)
    return lambda text: parsed(text)


parse_definition = once(Parser.parse)


def with_one(parser):
    """Moto makes a parser for each path, and tables for each parser."""
    return once(one_at_a_time(parser.parse, threading.Lock()))


read_policies = IAMBackend._init_aws_policies


def policies_of_partition(self):
    """Moto looks for an access key in every partition, and makes IAM there."""
    return read_policies(self) if self.partition == "aws" else []


def own_program(definition):
    """For one execution, which may keep in it what it has come to."""
    program, tree = parse_definition(definition)
    return copy.deepcopy(program), tree


start_process = nodelambda.NodeProc.__init__
SHORT_PAUSES = pathlib.Path(__file__).with_name("short-pauses.mjs").resolve().as_uri()


def start_with_short_pauses(self, argv, env, *args, **kwargs):
    start_process(self, argv, {**env, "NODE_OPTIONS": f"{env.get('NODE_OPTIONS', '')} --import {SHORT_PAUSES}"}, *args, **kwargs)


samdeploy.Stack.mk_DynamoDB_Table = make_streamed_table
samdeploy.Stack.mk_Lambda_EventSourceMapping = make_mapping
samdeploy.Stack.mk_Lambda_Function = make_function_with_log

writing = threading.RLock()
for name in ("put_item", "update_item", "delete_item", "transact_write_items"):
    setattr(DynamoDBBackend, name, one_at_a_time(getattr(DynamoDBBackend, name), writing))
IamResponse.generate_service_last_accessed_details = start_report
IamResponse.get_service_last_accessed_details = read_report
Role.__init__ = make_old_role
IAMBackend.get_account_authorization_details = details_of_what_is_used
Execution.stop = stop_soon
sso_admin.put_right()
accounts.put_right()
motoaws.MotoAws.__init__ = begin_with_names
Parser.parse = staticmethod(own_program)
json_path.parse, result_path.parse = with_one(ExtendedJsonPathParser()), with_one(JsonPathParser())
IAMBackend._init_aws_policies = policies_of_partition
moto.core.responses.method_names_from_class = functools.lru_cache(None)(moto.core.responses.method_names_from_class)
motoaws.create_backend_app = functools.lru_cache(None)(motoaws.create_backend_app)
moto.backends.list_of_moto_modules = functools.lru_cache(None)(lambda listed=moto.backends.list_of_moto_modules: frozenset(listed()))
rsa.generate_private_key = functools.lru_cache(None)(rsa.generate_private_key)
nodelambda.NodeProc.__init__ = start_with_short_pauses

if __name__ == "__main__":
    motoaws.main()
