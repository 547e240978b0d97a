#!/bin/sh
# payonce in a quarter of a minute: an order, a double click, a retry, another amount, an unknown outcome.
# Needs curl. BASE and API_KEY may be set; on your own machine, in development, neither has to be.
set -eu
BASE=${BASE:-http://localhost:8080}
API_KEY=${API_KEY:-sk_dev_acme}
RUN=$(date +%s)-$$ # makes the keys fresh in each run
ANSWERS=$(mktemp -d)
trap 'rm -rf "$ANSWERS"' EXIT

# send KEY PATH BODY [NAME]: prints the status; the answer is kept under NAME, or else KEY.
send() {
  curl -sS -o "$ANSWERS/${4:-$1}" -w '%{http_code}\n' "$BASE$2" -d "$3" \
    -H "Authorization: Bearer $API_KEY" -H 'Content-Type: application/json' -H "Idempotency-Key: $1-$RUN"
}

# order KEY: places an order of 24.00, and prints its id.
order() {
  send "$1" /v1/orders '{"customer": "ada", "currency": "EUR", "items": [{"sku": "tea", "quantity": 2, "unitPrice": 1200}]}' > "$ANSWERS/status"
  [ "$(cat "$ANSWERS/status")" = 201 ] || { cat "$ANSWERS/$1" >&2; exit 1; }
  sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$ANSWERS/$1"
}

ORDER=$(order first-order)
echo "201 An order is placed: $ORDER"

SLOWLY='{"amount": 2400, "currency": "EUR", "paymentMethod": "pm_slow"}'
send pay "/v1/orders/$ORDER/payments" "$SLOWLY" one > "$ANSWERS/one.status" &
send pay "/v1/orders/$ORDER/payments" "$SLOWLY" two > "$ANSWERS/two.status" &
wait
sort "$ANSWERS/one.status" "$ANSWERS/two.status" | sed -e 's/201/& Clicked twice, one request is executed/' -e 's/409/& and the other is told that it runs: ask again, with the same key/'

echo "$(send pay "/v1/orders/$ORDER/payments" "$SLOWLY") The same key again: the answer that was given first, and no second charge"

OTHER='{"amount": 2401, "currency": "EUR", "paymentMethod": "pm_slow"}'
echo "$(send pay "/v1/orders/$ORDER/payments" "$OTHER") The same key for one cent more: another operation, never executed"

ORDER=$(order second-order)
SILENT='{"amount": 2400, "currency": "EUR", "paymentMethod": "pm_timeout_charged"}'
echo "$(send unheard "/v1/orders/$ORDER/payments" "$SILENT") The gateway charges and never answers: unknown, and nobody guesses"

for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  STATUS=$(send unheard "/v1/orders/$ORDER/payments" "$SILENT")
  case $STATUS in 202 | 409) sleep 1 ;; *) break ;; esac
done
echo "$STATUS The same key, when the server has found out: paid, once"
