"""What IAM Identity Center does and moto's sso-admin lacks: accounts have a set as it was when it was provisioned, and no later."""
import copy
import json
import uuid

from authz import ACCOUNT, Authz, Check, pairs
from moto.identitystore.responses import IdentityStoreResponse
from moto.ssoadmin.exceptions import ResourceNotFoundException
from moto.ssoadmin.models import PermissionSet, SSOAdminBackend
from moto.ssoadmin.responses import SSOAdminResponse

INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
STORE = "d-1234567890"
A_YEAR = 365 * 86_400
make_backend = SSOAdminBackend.__init__
make_set = PermissionSet.__init__

# Of each set, what its role in an account has. Accounts in `failing` take nothing, so many times.
provisioned = {}
failing = {}
requests = {}
# The management account, where the stack's own is a delegated administrator.
owner = {}


def make_instance(self, *args, **kwargs):
    make_backend(self, *args, **kwargs)
    self.instances[0].instance_arn = INSTANCE
    self.instances[0].identity_store_id = STORE


def make_old_set(self, *args, **kwargs):
    """Whittle waits until a set has had time to show what it needs."""
    make_set(self, *args, **kwargs)
    self.created_date -= A_YEAR


def permissions(permission_set):
    return [sorted(policy.arn for policy in permission_set.managed_policies), permission_set.inline_policy]


def the_set(self):
    arn = self._get_param("PermissionSetArn")
    found = next((each for each in self.ssoadmin_backend.permission_sets if each.permission_set_arn == arn), None)
    if found is None:
        raise ResourceNotFoundException("There is no such permission set.")
    return found


def accounts_of(self, permission_set):
    return sorted({each.target_id for each in self.ssoadmin_backend.account_assignments if each.permission_set_arn == permission_set.permission_set_arn})


def list_accounts(self):
    permission_set = the_set(self)
    accounts = accounts_of(self, permission_set)
    if self._get_param("ProvisioningStatus") == "LATEST_PERMISSION_SET_NOT_PROVISIONED":
        have = provisioned.get(permission_set.permission_set_arn, {})
        accounts = [account for account in accounts if have.get(account) != permissions(permission_set)]
    return json.dumps({"AccountIds": accounts})


def provision(self):
    """It is in progress at the first look, and has ended at the second."""
    permission_set = the_set(self)
    accounts = accounts_of(self, permission_set)
    targets = [self._get_param("TargetId")] if self._get_param("TargetType") == "AWS_ACCOUNT" else accounts
    refused = [account for account in targets if failing.get(account, 0) > 0]
    have = provisioned.setdefault(permission_set.permission_set_arn, {})
    for account in targets:
        if account in refused:
            failing[account] -= 1
        else:
            have[account] = copy.deepcopy(permissions(permission_set))
    request = {"RequestId": str(uuid.uuid4()), "PermissionSetArn": permission_set.permission_set_arn}
    ended = {"Status": "FAILED", "FailureReason": "The account takes no change."} if refused else {"Status": "SUCCEEDED"}
    requests[request["RequestId"]] = {**request, **ended}
    return json.dumps({"PermissionSetProvisioningStatus": {**request, "Status": "IN_PROGRESS"}})


def provisioning_status(self):
    return json.dumps({"PermissionSetProvisioningStatus": requests[self._get_param("ProvisionPermissionSetRequestId")]})


def tags(self):
    arn = self._get_param("ResourceArn")
    found = next((each for each in self.ssoadmin_backend.permission_sets if each.permission_set_arn == arn), None)
    return json.dumps({"Tags": found.tags if found else []})


def boundary(self):
    raise ResourceNotFoundException("There is no permissions boundary.")


def describe_instance(self):
    return json.dumps({"InstanceArn": self._get_param("InstanceArn"), "OwnerAccountId": owner.get("account", ACCOUNT), "IdentityStoreId": STORE, "Status": "ACTIVE"})


def is_member_in_groups(self):
    user, store = self._get_param("MemberId"), self.identitystore_backend.identity_stores[STORE]
    groups = {each["GroupId"] for each in store.group_memberships.values() if each["MemberId"] == user}
    results = [{"GroupId": group, "MemberId": user, "MembershipExists": group in groups} for group in self._get_param("GroupIds")]
    return json.dumps({"Results": results})


def checks(self, action, params, _query):
    """Each call is one about the instance, the set, and for some the account; a set's tags count."""
    resources = [params.get("InstanceArn")]
    permission_set = params.get("PermissionSetArn") or (params.get("ResourceArn") if action == "ListTagsForResource" else None)
    found = [Check(f"sso:{action}", resource) for resource in resources if resource]
    if permission_set:
        known = next((each for each in self.backend("sso-admin", "us-east-1").permission_sets if each.permission_set_arn == permission_set), None)
        found.append(Check(f"sso:{action}", permission_set, self.tagged(pairs(known.tags if known else []))))
    account = params.get("AccountId") or params.get("TargetId")
    if account:
        found.append(Check(f"sso:{action}", f"arn:aws:sso:::account/{account}"))
    return found or [Check(f"sso:{action}", "*")]


def store_checks(self, action, _params, _query):
    """What the Service Authorization Reference names as required of each action."""
    kinds = {"GetUserId": ["user"], "IsMemberInGroups": ["user", "group", "membership"]}.get(action, [])
    store = f"arn:aws:identitystore::{ACCOUNT}:identitystore/{STORE}"
    return [Check(f"identitystore:{action}", resource) for resource in [store, *(f"arn:aws:identitystore:::{kind}/11111111-2222-3333-4444-555555555555" for kind in kinds)]]


def put_right():
    SSOAdminBackend.__init__ = make_instance
    PermissionSet.__init__ = make_old_set
    PermissionSet.generate_id = staticmethod(lambda instance: f"{instance.replace(':instance/', ':permissionSet/')}/ps-{uuid.uuid4().hex[:16]}")
    SSOAdminResponse.list_accounts_for_provisioned_permission_set = list_accounts
    SSOAdminResponse.provision_permission_set = provision
    SSOAdminResponse.describe_permission_set_provisioning_status = provisioning_status
    SSOAdminResponse.list_tags_for_resource = tags
    SSOAdminResponse.get_permissions_boundary_for_permission_set = boundary
    Authz.of_sso = checks
    SSOAdminResponse.describe_instance = describe_instance
    IdentityStoreResponse.is_member_in_groups = is_member_in_groups
    Authz.of_identitystore = store_checks
