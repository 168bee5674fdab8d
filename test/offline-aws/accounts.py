"""Accounts beside the stack's own: who may take a role there, what it may do, and a stack in one of them; where the account is in an organization.

Moto keeps accounts apart by the credentials of a role that was assumed there. The offline AWS decides about one account alone, whose id is a
constant of its modules: each further account gets copies of two of them with an id of its own. Whoever assumes a role that is not there,
such as `operator`, may do everything in that account."""
import functools
import importlib.util
import sys

import authz
import boto3
import iampolicy
import motoaws
import samdeploy
import sso_admin
from moto.organizations.models import FakeAccount, FakeOrganizationalUnit, organizations_backends
from moto.sts.models import STSBackend

call_in_own = authz.Authz.call
context_of = authz.Authz.common
assume_role = STSBackend.assume_role
control = motoaws.MotoAws.control
# CloudFormation ends the names that it makes with letters of its own, and the trust of a member's roles expects some.
RANDOM = "-A1B2C3D4E5F6"


def account_of(arn):
    parts = str(arn).split(":")
    return parts[4] if len(parts) > 5 and parts[4].isdigit() else authz.ACCOUNT


@functools.lru_cache(None)
def in_account(module, account):
    """A module of the offline AWS for another account."""
    spec = importlib.util.spec_from_file_location(f"{module.__name__}_{account}", module.__file__)
    copy = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = copy
    spec.loader.exec_module(copy)
    copy.ACCOUNT = account
    return copy


def rights_in(aws, account):
    return in_account(authz, account).Authz(aws)


def place_of(account):
    """The id of an account's organization and its path there, as AWS writes it; nothing of an account that is in none."""
    backend = organizations_backends[authz.ACCOUNT]["aws"]
    if backend.org is None:
        return None, None
    found = next((each for each in backend.accounts if each.id == account), None)
    if found is None:
        return None, None
    path, parent = [], found.parent_id
    while parent:
        path.insert(0, parent)
        parent = next((unit.parent_id for unit in backend.ou if unit.id == parent and unit.id != unit.parent_id), None)
    return backend.org.id, "/".join([backend.org.id, *path, ""])


def context_in_organization(self, resource):
    """Of the resource and of who asks, who is always of the hub's account here."""
    found = context_of(self, resource)
    for whose, account in (("Resource", account_of(resource)), ("Principal", authz.ACCOUNT)):
        organization, path = place_of(account)
        if organization:
            found = {**found, f"aws:{whose}OrgID": organization, f"aws:{whose}OrgPaths": [path]}
    return found


def call(self, role_arn, service, action, params, query=None):
    """A role's own account decides about what it does there; to take a role elsewhere, both accounts must allow it."""
    account = account_of(role_arn)
    if account != authz.ACCOUNT:
        return rights_in(self.aws, account).call(role_arn, service, action, params, query)
    allowed, why = call_in_own(self, role_arn, service, action, params, query)
    wanted = (params or {}).get("RoleArn")
    if allowed and (service, action) == ("sts", "AssumeRole") and account_of(wanted) != account:
        return trusts(self, self.role(role_arn), params)
    return allowed, why


def trusts(own, caller, params):
    arn = params["RoleArn"]
    role = rights_in(own.aws, account_of(arn)).role(arn)
    session = f"arn:aws:sts::{authz.ACCOUNT}:assumed-role/{caller.name}/motoaws"
    if role is not None:
        document = dict(iampolicy.load(role.assume_role_policy_document))
        for statement in authz.aslist(document.get("Statement")):
            statement.setdefault("Resource", "*")
        given = {"sts:ExternalId": params["ExternalId"]} if "ExternalId" in params else {}
        context = {**own.common(arn), **own.principal_context(caller), "aws:PrincipalArn": caller.arn + RANDOM, **given}
        principal = {"role": caller.arn, "session": session, "account": authz.ACCOUNT}
        if iampolicy.of_resource([document], principal, "sts:AssumeRole", arn, context) in ("direct", "account"):
            return True, ""
    return False, f"User: {session} is not authorized to perform: sts:AssumeRole on resource: {arn}"


def assume_with_rights(self, *args, **kwargs):
    """From now on, who signs with these credentials has the rights of the role; of one that is not there, all."""
    assumed = assume_role(self, *args, **kwargs)
    account, aws = account_of(assumed.role_arn), MembersAws.running
    if account != authz.ACCOUNT and rights_in(aws, account).role(assumed.role_arn) is not None:
        aws.roles_by_key[assumed.access_key_id] = assumed.role_arn
    return assumed


class MembersAws:
    """The offline AWS as a stack of another account sees it."""

    running = None

    def __init__(self, aws, account):
        self.aws, self.account, self.made = aws, account, {}

    def __getattr__(self, name):
        return getattr(self.aws, name)

    def client(self, service, role=None):
        if service not in self.made:
            taken = self.aws.client("sts").assume_role(RoleArn=f"arn:aws:iam::{self.account}:role/deployer", RoleSessionName="deployer")["Credentials"]
            keys = {"aws_access_key_id": taken["AccessKeyId"], "aws_secret_access_key": taken["SecretAccessKey"], "aws_session_token": taken["SessionToken"]}
            self.made[service] = boto3.client(service, endpoint_url=self.aws.endpoint, region_name=self.aws.region, **keys)
        return self.made[service]


def organize(aws, asked):
    """The hub's account becomes the management account of an organization with these ids; a second call sets units and accounts anew."""
    backend = organizations_backends[authz.ACCOUNT]["aws"]
    if backend.org is None:
        backend.create_organization(aws.region, FeatureSet="ALL")
        backend.org.id, backend.org.root_id, backend.ou[0].id = asked["id"], asked["root"], asked["root"]
    del backend.ou[1:], backend.accounts[1:]
    backend.accounts[0].parent_id, backend.accounts[0].organization_id = asked["root"], asked["id"]
    for unit, parent in asked["units"].items():
        backend.ou.append(FakeOrganizationalUnit(backend.org, Name=unit, ParentId=parent))
        backend.ou[-1].id = unit
    for account, (parent, state) in asked["accounts"].items():
        backend.accounts.append(FakeAccount(backend.org, AccountName=account, Email=f"{account}@example.com"))
        backend.accounts[-1].id, backend.accounts[-1].parent_id = account, parent
        backend.accounts[-1].status = backend.accounts[-1].state = state


def control_accounts(self, req, body):
    """Added: `deploy-in` deploys a template in another account, `organize` puts accounts into an organization, and `own-sets` says whose Identity Center is."""
    if req.path.endswith("/own-sets"):
        sso_admin.owner["account"] = motoaws.json.loads(body)["account"]
        return motoaws.Response("{}", 200)
    if req.path.endswith("/organize"):
        organize(self, motoaws.json.loads(body))
        return motoaws.Response("{}", 200)
    if not req.path.endswith("/deploy-in"):
        return control(self, req, body)
    asked = motoaws.json.loads(body)
    try:
        stack = in_account(samdeploy, asked["account"]).Stack(MembersAws(self, asked["account"]), asked["template"], asked["name"], asked["params"])
        return motoaws.Response(motoaws.json.dumps({"resources": stack.phys, "skipped": stack.skipped, "warnings": stack.warnings}), 200)
    except Exception as fault:  # noqa: BLE001
        return motoaws.Response(motoaws.json.dumps({"error": repr(fault), "findings": getattr(fault, "findings", [])}), 500)


def put_right():
    authz.Authz.common = context_in_organization
    authz.Authz.call = call
    STSBackend.assume_role = assume_with_rights
    motoaws.MotoAws.control = control_accounts
