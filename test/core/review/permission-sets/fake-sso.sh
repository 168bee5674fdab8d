#!/usr/bin/env bash
# Stands for the AWS CLI and IAM Identity Center over files in $STATE: inline, managed, own, accounts. Each call that changes something is a line of $STATE/calls.
set -euo pipefail
command=$2
shift 2
declare -A given=()
while (($# > 0)); do
  given[${1#--}]=$2
  shift 2
done
touch "$STATE/calls" "$STATE/own"
note() { echo "$command $*" >>"$STATE/calls"; }
without() { { grep -Fxv -- "$2" "$STATE/$1" || true; } >"$STATE/left"; mv "$STATE/left" "$STATE/$1"; }
case $command in
  list-instances) echo "${INSTANCE-arn:aws:sso:::instance/ssoins-1}" ;;
  list-permission-sets) printf '%s\t%s\n' arn:other arn:admins ;;
  describe-permission-set) if [[ ${given[permission-set-arn]} == arn:admins ]]; then echo Admins; else echo Other; fi ;;
  get-inline-policy-for-permission-set) if [[ -e $STATE/inline ]]; then cat "$STATE/inline"; else echo; fi ;;
  list-managed-policies-in-permission-set) [[ -z ${NO_LIST:-} ]] || exit 254; paste -sd '\t' "$STATE/managed" ;;
  list-customer-managed-policy-references-in-permission-set) paste -sd '\t' "$STATE/own" ;;
  get-permissions-boundary-for-permission-set)
    [[ -n ${BOUNDARY:-} ]] || { echo "An error occurred (ResourceNotFoundException)" >&2; exit 254; }
    echo "$BOUNDARY" ;;
  list-accounts-for-provisioned-permission-set) paste -sd '\t' "$STATE/accounts" ;;
  put-inline-policy-to-permission-set) note; echo "${given[inline-policy]}" >"$STATE/inline" ;;
  delete-inline-policy-from-permission-set) note; rm "$STATE/inline" ;;
  provision-permission-set) note "${given[target-id]}"; echo "${given[target-id]}" ;;
  describe-permission-set-provisioning-status)
    if [[ ${given[provision-permission-set-request-id]} == "${FAILING:-}" ]]; then printf 'FAILED\tNo such policy\n'; else printf 'SUCCEEDED\tNone\n'; fi ;;
  detach-managed-policy-from-permission-set) note "${given[managed-policy-arn]}"; without managed "${given[managed-policy-arn]}" ;;
  detach-customer-managed-policy-reference-from-permission-set)
    reference=${given[customer-managed-policy-reference]}
    note "$reference"; name=${reference#Name=}; without own "${reference##*Path=}${name%%,*}" ;;
  *) echo "unknown: $command" >&2; exit 2 ;;
esac
