#!/usr/bin/env bash
# Prepares an Elasticsearch for the product, as its user `elastic` (password in $SECRETS/elastic): the roles, a user
# for each work, Kibana's password, then the store itself. May be run again: it puts everything as it should be.
set -euo pipefail
: "${CANHGIAC_STORE:?the address of Elasticsearch}" "${CANHGIAC_STORE_CA:?the certificate of its authority}"
: "${SECRETS:?the folder of the secrets}"
# by a configuration of curl, for what stands on a command line can be seen by others
es() {
    curl --silent --show-error --fail-with-body --cacert "$CANHGIAC_STORE_CA" --header 'Content-Type: application/json' \
        --config <(printf 'user = "%s:%s"\n' "${ELASTIC_USER:-elastic}" "$(cat "$SECRETS/elastic")") "$@"
    echo
}

for role in reader decider writer admin; do
    canhgiac store role "$role" | es -X PUT "$CANHGIAC_STORE/_security/role/canhgiac_$role" --data-binary @-
done
user() { # name, roles as JSON; the password is in the file of that name
    printf '{"password": "%s", "roles": %s}' "$(cat "$SECRETS/$1")" "$2" |
        es -X PUT "$CANHGIAC_STORE/_security/user/canhgiac_$1" --data-binary @-
}
user admin '["canhgiac_admin"]'
user writer '["canhgiac_writer"]'
user analyst '["canhgiac_reader", "canhgiac_decider"]'
printf '{"password": "%s"}' "$(cat "$SECRETS/kibana_system")" |
    es -X POST "$CANHGIAC_STORE/_security/user/kibana_system/_password" --data-binary @-

export CANHGIAC_STORE_USER=canhgiac_admin CANHGIAC_STORE_PASSWORD_FILE=$SECRETS/admin
canhgiac store init
canhgiac store check
