"""Starts the offline AWS with four differences from AWS put right; arguments are those of motoaws.py.

1. A transaction of DynamoDB that fails puts the table back: no other write may come between, or it would be lost.
2. IAM tells when a role last used each service: a day ago those that its tag offline:used names, and no others.
3. Every role was made a year ago: Whittle waits until a role has had time to show what it needs.
4. An execution that is stopped ends two seconds later, and not when its wait is over, which may take days."""
import datetime
import os
import sys
import threading
import uuid

sys.path.insert(0, os.environ["WHITTLE_OFFLINE_AWS"])
import motoaws  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.dynamodb.models import DynamoDBBackend  # noqa: E402
from moto.iam.models import Role  # noqa: E402
from moto.iam.responses import IamResponse  # noqa: E402
from moto.stepfunctions.parser.api import ExecutionStatus  # noqa: E402
from moto.stepfunctions.parser.backend.execution import Execution  # noqa: E402

make_role = Role.__init__
stop_execution = Execution.stop


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


def stop_soon(self, *args, **kwargs):
    stop_execution(self, *args, **kwargs)

    def end():
        if self.exec_status == ExecutionStatus.RUNNING:
            self.exec_status = ExecutionStatus.ABORTED

    threading.Timer(2, end).start()


writing = threading.RLock()
for name in ("put_item", "update_item", "delete_item", "transact_write_items"):
    setattr(DynamoDBBackend, name, one_at_a_time(getattr(DynamoDBBackend, name), writing))
IamResponse.generate_service_last_accessed_details = start_report
IamResponse.get_service_last_accessed_details = read_report
Role.__init__ = make_old_role
Execution.stop = stop_soon

if __name__ == "__main__":
    motoaws.main()
