"""Starts the offline AWS with five differences from AWS put right, and with roles that are old; arguments are those of motoaws.py.

1. IAM takes a policy document also as JSON text; template.yaml writes one so, because a tag's key in it is a parameter.
2. There is no IAM action dynamodb:TransactWriteItems: a transaction needs the right to each write in it.
3. A rule of EventBridge whose pattern an event matches hands it to its targets, which are functions.
4. A transaction of DynamoDB that fails puts the table back: no other write may come between, or it would be lost.
5. IAM tells when a role last used each service: a day ago those that its tag offline:used names, and no others.
6. Every role was made a year ago: Whittle waits until a role has had time to show what it needs."""
import datetime
import json
import os
import sys
import threading
import uuid

sys.path.insert(0, os.environ["WHITTLE_OFFLINE_AWS"])
import motoaws  # noqa: E402
import samdeploy  # noqa: E402
from moto.awslambda.utils import get_backend  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.dynamodb.models import DynamoDBBackend  # noqa: E402
from moto.events.models import Rule  # noqa: E402
from moto.iam.models import Role  # noqa: E402
from moto.iam.responses import IamResponse  # noqa: E402

WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

document, allowed, make_role = samdeploy.Stack.doc, motoaws.MotoAws.allowed, Role.__init__


def allowed_by_writes(self, role_arn, action, resource=None):
    if action != "dynamodb:TransactWriteItems":
        return allowed(self, role_arn, action, resource)
    call = next(c for c in reversed(self.calls) if c["action"] == "TransactWriteItems" and c["role"] == role_arn)
    writes = {WRITES[kind] for item in call["params"]["TransactItems"] for kind in item}
    return all(allowed(self, role_arn, f"dynamodb:{write}", resource) for write in writes)


def send_to_functions(self, event, transform_input=True):
    if self.event_pattern.matches_event(event):
        for arn in (target["Arn"] for target in self.targets):
            _, _, _, region, account, *_ = arn.split(":")
            get_backend(account, region).invoke(arn, None, json.dumps(event), {"x-amz-invocation-type": "Event"}, {})


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


writing = threading.RLock()
for name in ("put_item", "update_item", "delete_item", "transact_write_items"):
    setattr(DynamoDBBackend, name, one_at_a_time(getattr(DynamoDBBackend, name), writing))
IamResponse.generate_service_last_accessed_details = start_report
IamResponse.get_service_last_accessed_details = read_report
Role.__init__ = make_old_role
Rule.send_to_targets = send_to_functions
samdeploy.Stack.doc = staticmethod(lambda policy: document(json.loads(policy) if isinstance(policy, str) else policy))
motoaws.MotoAws.allowed = allowed_by_writes

if __name__ == "__main__":
    motoaws.main()
