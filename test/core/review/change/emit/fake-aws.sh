#!/usr/bin/env bash
# Stands for the AWS CLI over files in $STATE: policies/, attached, inline/. Each call that changes something is a line of $STATE/calls.
set -euo pipefail
command=$2
shift 2
declare -A given=()
while (($# > 0)); do
  case $1 in
    --set-as-default) shift ;;
    *) given[${1#--}]=$2; shift 2 ;;
  esac
done
document=${given[policy-document]:-}
[[ $document != file://* ]] || document=$(cat "${document#file://}")
file=$STATE/policies/$(tr '/' '_' <<<"${given[policy-arn]:-arn:aws:iam::111122223333:policy${given[path]:-/}${given[policy-name]:-}}")
mkdir -p "$STATE/policies" "$STATE/inline"
touch "$STATE/attached" "$STATE/calls"
case $command in
  get-caller-identity) echo "${ACCOUNT:-111122223333}" ;;
  get-role) printf '%s\t%s\t%s\n' "${ROLE:-arn:aws:iam::111122223333:role/app/${given[role-name]}}" "${CREATED:-2016-01-01T00:00:00+00:00}" "${BOUNDARY:-None}" ;;
  get-policy)
    [[ $file != *::aws:policy* ]] || { cat "$file.version" 2>/dev/null || echo "${VERSION:-v1}"; exit; }
    [[ -e $file ]] || { echo "An error occurred (NoSuchEntity)" >&2; exit 254; }
    [[ -z ${given[query]:-} ]] || cat "$file.version" ;;
  create-policy) echo "$command" >>"$STATE/calls"; echo v1 >"$file.version"; echo "$document" >"$file"; echo "${given[tags]}" >"$file.tags" ;;
  create-policy-version) echo "$command" >>"$STATE/calls"; echo v2 | tee "$file.version"; echo "$document" >"$file" ;;
  tag-policy) echo "${given[tags]}" >>"$file.tags" ;;
  list-policy-tags) key=${given[query]#*==\'}; { grep -o "{\"Key\":\"${key%%\'*}\",\"Value\":\"[^\"]*" "$file.tags" || true; } | tail -n 1 | sed 's/.*"//' ;;
  list-attached-role-policies) [[ -z ${NO_LIST:-} ]] || exit 254; paste -sd '\t' "$STATE/attached" ;;
  attach-role-policy) [[ -z ${NO_ATTACH:-} ]] || exit 0; echo "$command ${given[policy-arn]}" >>"$STATE/calls"; echo "${given[policy-arn]}" >>"$STATE/attached" ;;
  detach-role-policy) echo "$command ${given[policy-arn]}" >>"$STATE/calls"; { grep -Fxv -- "${given[policy-arn]}" "$STATE/attached" || true; } >"$STATE/left"; mv "$STATE/left" "$STATE/attached" ;;
  list-role-policies) ls "$STATE/inline" | paste -sd '\t' ;;
  get-role-policy) cat "$STATE/inline/${given[policy-name]}" ;;
  put-role-policy) echo "$command ${given[policy-name]}" >>"$STATE/calls"; echo "$document" >"$STATE/inline/${given[policy-name]}" ;;
  delete-role-policy) echo "$command ${given[policy-name]}" >>"$STATE/calls"; rm "$STATE/inline/${given[policy-name]}" ;;
  *) echo "unknown: $command" >&2; exit 2 ;;
esac
