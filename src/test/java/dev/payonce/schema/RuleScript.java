package dev.payonce.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;

/** Every rule once, called as one would call it from psql. */
final class RuleScript {

    private static final String MERCHANT = "'00000000-0000-7000-8000-0000000000aa'";
    private static final String ORDER = "'00000000-0000-7000-8000-000000000001'";
    private static final String OTHER_ORDER = "'00000000-0000-7000-8000-000000000002'";
    private static final String PAYMENT = "'00000000-0000-7000-8000-000000000003'";
    private static final String DECLINED = "'00000000-0000-7000-8000-000000000004'";
    private static final String REFUND = "'00000000-0000-7000-8000-000000000005'";
    private static final String REFUSED = "'00000000-0000-7000-8000-000000000006'";
    private static final String TRANSFER = "'00000000-0000-7000-8000-000000000007'";
    private static final String ANSWER = "ROW(201, '{}', 60)::answer";
    private static final String REFUSAL = "ROW(402, '{}', 60)::answer";

    private final Function<String, String> query;

    /** @param query runs a statement and returns the one text that it has */
    RuleScript(Function<String, String> query) {
        this.query = query;
    }

    void run() {
        outcome("CLAIMED,CLAIMED", place(ORDER, OTHER_ORDER));
        outcome("STANDING,STANDING", place("gen_random_uuid()", "gen_random_uuid()"));
        outcome("REFUSED", payment(PAYMENT, ORDER, 999));
        outcome("CLAIMED", payment(DECLINED, ORDER, 1000));
        outcome(
                "SETTLED",
                "fail_payment(%s, %s, p_payment => %s, p_failure_code => 'card_declined')"
                        .formatted(claim(DECLINED, 1), settled(REFUSAL), DECLINED));
        outcome("CLAIMED", payment(PAYMENT, ORDER, 1000));
        outcome("STANDING", payment(PAYMENT, ORDER, 1000));
        outcome("STANDING", book(PAYMENT, 2));
        outcome("SETTLED", book(PAYMENT, 1));
        outcome("CLAIMED", refund(REFUSED, 400));
        outcome(
                "SETTLED",
                "fail_refund(%s, %s, p_refund => %s, p_failure_code => 'refund_refused')"
                        .formatted(claim(REFUSED, 1), settled(REFUSAL), REFUSED));
        outcome("CLAIMED", refund(REFUND, 400));
        outcome(
                "SETTLED",
                "book_refund(%s, %s, p_refund => %s, p_gateway_reference => 'gw')"
                        .formatted(claim(REFUND, 1), settled(ANSWER), REFUND));
        outcome("REFUSED", transfer(601));
        outcome("CLAIMED", transfer(600));
        outcome("REFUSED", transfer("'00000000-0000-7000-8000-000000000008'", 1));
        value("400 600", "SELECT refunded || ' ' || transferred FROM account WHERE merchant_id = " + MERCHANT);
        undecided();
        notices();
    }

    /** What happens to a claim whose owner is gone. */
    private void undecided() {
        String key = "'00000000-0000-7000-8000-000000000009'";
        outcome("CLAIMED", payment(key, OTHER_ORDER, 1000));
        value(null, "SELECT take_over(%s, p_lease => 60)::text".formatted(claim(key, 1)));
        query.apply("SELECT leave_undecided(%s, p_request_id => 'req-1', p_progress => 'UNDONE', p_pause => 60)::text"
                .formatted(claim(key, 1)));
        value("2", "SELECT take_over(%s, p_lease => 60)::text".formatted(claim(key, 1)));
        query.apply("SELECT postpone(%s, p_request_id => 'req-1', p_share => 0.5, p_least => 1, p_most => 2)::text"
                .formatted(claim(key, 2)));
        value(
                "UNKNOWN 2",
                "SELECT progress || ' ' || attempt FROM find_key(p_merchant => %s, p_key => %s)"
                        .formatted(MERCHANT, key(key)));
        outcome("STANDING", "begin_work(%s, p_lease => 60)".formatted(intent(key, "/v1/orders/")));
        outcome(
                "CLAIMED",
                "begin_work(%s, p_lease => 60)"
                        .formatted(intent("'00000000-0000-7000-8000-000000000010'", "/v1/orders/")));
        outcome(
                "SETTLED",
                "settle(%s, %s)".formatted(claim("'00000000-0000-7000-8000-000000000010'", 1), settled(REFUSAL)));
        outcome(
                "CLAIMED",
                "remember(%s, %s)"
                        .formatted(intent("'00000000-0000-7000-8000-000000000011'", "/v1/orders/"), settled(REFUSAL)));
    }

    /** A notice of the gateway counts once, unless it is given back, and only if it is about something of ours. */
    private void notices() {
        value("false", notice("gen_random_uuid()"));
        value("true", notice(PAYMENT));
        value("false", notice(PAYMENT));
        query.apply("SELECT return_notice(p_merchant => %s, p_id => 'evt_1')::text".formatted(MERCHANT));
        value("true", notice(PAYMENT));
    }

    private static String notice(String about) {
        return "SELECT take_notice(p_merchant => %s, p_id => 'evt_1', p_operation_id => %s, p_kept => 60)::text"
                .formatted(MERCHANT, about);
    }

    /** The two orders, by the ids that they get if they are new. */
    private static String place(String one, String other) {
        return """
                place_orders(p_merchant => %s, p_operation => 'order.create', p_fingerprint_version => 1::smallint,
                    p_kept => 60, p_keys => ARRAY[%s, %s], p_operation_ids => ARRAY[%s, %s]::uuid[],
                    p_fingerprints => ARRAY[sha256('a'), sha256('b')], p_identities => '{a,b}', p_request_ids => '{r,r}',
                    p_resources => '{/a,/b}', p_bodies => '{b,b}', p_customers => '{ada,bob}', p_currencies => '{EUR,EUR}',
                    p_totals => '{1000,1000}', p_items => '{[],[]}', p_references => '{one,NULL}',
                    p_notes => '{NULL,NULL}', p_metadata => '{NULL,NULL}')
                """.formatted(MERCHANT, key(ORDER), key(OTHER_ORDER), one, other);
    }

    private static String payment(String id, String order, int amount) {
        return """
                begin_payments(p_merchant => %s, p_operation => 'thing.do', p_fingerprint_version => 1::smallint, p_lease => 60,
                    p_keys => ARRAY[%s], p_operation_ids => ARRAY[%s]::uuid[], p_fingerprints => ARRAY[sha256('c')],
                    p_identities => '{a}', p_request_ids => '{req-1}', p_resources => ARRAY['/v1/payments/' || %s],
                    p_orders => ARRAY[%s]::uuid[], p_amounts => '{%d}', p_currencies => '{EUR}',
                    p_payment_methods => '{pm_ok}', p_descriptions => '{NULL}', p_metadata => '{NULL}')
                """.formatted(MERCHANT, key(id), id, id, order, amount);
    }

    private static String book(String payment, int attempt) {
        return """
                book_payments(p_merchant => %s, p_kept => 60, p_keys => ARRAY[%s], p_attempts => '{%d}',
                    p_statuses => '{201}', p_bodies => '{b}', p_operation_ids => ARRAY[%s]::uuid[],
                    p_request_ids => '{req-1}', p_gateway_references => '{gw}', p_shard => 1::smallint)
                """.formatted(MERCHANT, key(payment), attempt, payment);
    }

    private static String refund(String id, int amount) {
        return """
                begin_refund(%s, p_lease => 60, p_payment => %s, p_kind => 'PARTIAL', p_amount => %d,
                    p_reference => 'one', p_reason => NULL, p_metadata => NULL)
                """.formatted(intent(id, "/v1/refunds/"), PAYMENT, amount);
    }

    private static String transfer(int amount) {
        return transfer(TRANSFER, amount);
    }

    private static String transfer(String id, int amount) {
        return """
                make_transfer(%s, %s, p_recipient => 'bob', p_amount => %d, p_currency => 'EUR', p_reference => 'one',
                    p_memo => NULL, p_metadata => NULL)
                """.formatted(intent(id, "/v1/transfers/"), settled(ANSWER), amount);
    }

    private static String intent(String id, String path) {
        return ("p_merchant => %s, p_intent => ROW(%s, %s, 'thing.do', 1, sha256('c'), '{}', 'req-1', '%s' || %s)::intent")
                .formatted(MERCHANT, key(id), id, path, id);
    }

    private static String claim(String id, int attempt) {
        return "p_merchant => %s, p_claim => ROW(%s, %d)::claim".formatted(MERCHANT, key(id), attempt);
    }

    private static String settled(String answer) {
        return "p_answer => " + answer;
    }

    private static String key(String id) {
        return "'key-' || " + id;
    }

    private void outcome(String verdicts, String call) {
        value(verdicts, "SELECT string_agg(verdict, ',') FROM " + call);
    }

    private void value(String expected, String sql) {
        assertEquals(expected, query.apply(sql), sql);
    }
}
