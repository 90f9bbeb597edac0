#!/usr/bin/env bash
# Makes the files of ./secrets (or of the folder given) that compose.yaml mounts: passwords, keys, and a certificate
# authority for Elasticsearch. What is there is kept, so it may be run again. Needs openssl.
set -euo pipefail
umask 077
folder=${1:-secrets}
owner=${SERVICES_UID:-1000}
if [ "$(id -u)" != 0 ] && [ "$(id -u)" != "$owner" ]; then
    echo "the services run as user $owner and must be able to read these files: run this as that user or as root," \
         "or set SERVICES_UID=$(id -u) here and in .env" >&2
    exit 1
fi
mkdir -p "$folder"
cd "$folder"

# the content is standard input; no new line at the end, for some readers take it as part of the secret
put() { if [ -e "$1" ]; then cat > /dev/null; else tr -d '\n' > "$1.new" && mv "$1.new" "$1"; fi; }
put_lines() { if [ -e "$1" ]; then cat > /dev/null; else cat > "$1.new" && mv "$1.new" "$1"; fi; }

for name in elastic kibana_system admin writer analyst postgres airflow_admin airflow_api airflow_jwt installation.key; do
    openssl rand -hex 32 | put "$name"
done
[ -e redis.conf ] || openssl rand -hex 32 | put redis
# 32 bytes in base64 for URLs: what Airflow's Fernet takes
openssl rand -base64 32 | tr '+/' '-_' | put airflow_fernet

# one secret in the form that each reader wants; hex, so nothing has to be quoted
printf 'postgresql+psycopg2://airflow:%s@postgres/airflow' "$(cat postgres)" | put airflow_database
printf 'db+postgresql://airflow:%s@postgres/airflow' "$(cat postgres)" | put airflow_results
if [ -e redis ]; then
    printf 'redis://:%s@redis:6379/0' "$(cat redis)" | put airflow_broker
    printf 'requirepass %s\nsave ""\nappendonly no\n' "$(cat redis)" | put_lines redis.conf
    rm redis
fi
put_lines kibana.yml << KIBANA
server.host: 0.0.0.0
elasticsearch.hosts: ["https://elasticsearch:9200"]
elasticsearch.username: kibana_system
elasticsearch.password: "$(cat kibana_system)"
elasticsearch.ssl.certificateAuthorities: ["/run/secrets/ca.pem"]
xpack.encryptedSavedObjects.encryptionKey: "$(openssl rand -hex 32)"
xpack.reporting.encryptionKey: "$(openssl rand -hex 32)"
xpack.security.encryptionKey: "$(openssl rand -hex 32)"
uiSettings.overrides: {"dateFormat:tz": "Asia/Ho_Chi_Minh"}
telemetry.optIn: false
KIBANA

if [ ! -e node.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 \
        -subj '/CN=canhgiac' -keyout ca.key -out ca.pem 2> /dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj '/CN=elasticsearch' \
        -keyout node.key -out node.csr 2> /dev/null
    printf 'subjectAltName=DNS:elasticsearch,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' > node.ext
    openssl x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -extfile node.ext \
        -out node.pem 2> /dev/null
    rm node.csr node.ext
fi
if [ "$(id -u)" = 0 ]; then chown -R "$owner" .; fi
echo "$(pwd): $(find . -type f | wc -l) files; back them up, installation.key above all"
