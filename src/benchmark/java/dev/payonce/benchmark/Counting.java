package dev.payonce.benchmark;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What one request of each kind asks of PostgreSQL, counted one by one. */
final class Counting {

    private final Lab lab;

    Counting(Lab lab) {
        this.lab = lab;
    }

    Result statements() {
        lab.stock().orders(1, 1);
        var figures = new LinkedHashMap<String, String>();
        try (Statements seen = Statements.listen(lab.postgres())) {
            String order = count(figures, seen, "order", "/v1/orders", Requests.ORDER_BODY);
            String payment =
                    count(figures, seen, "payment", "/v1/orders/" + order + "/payments", Requests.PAYMENT_BODY);
            count(
                    figures,
                    seen,
                    "refund",
                    "/v1/payments/" + payment + "/refunds",
                    "{\"kind\":\"PARTIAL\",\"amount\":1000}");
            count(
                    figures,
                    seen,
                    "transfer",
                    "/v1/transfers",
                    "{\"recipient\":\"acct_1\",\"amount\":1,\"currency\":\"EUR\"}");
        }
        return Result.stated(new Row("statements", "statements and commits for each request", null, null), figures);
    }

    /** Counts a request and its replay, and returns the id of what it made. */
    private String count(Map<String, String> figures, Statements seen, String what, String path, String body) {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> first = counted(figures, seen, what, key, path, body);
        Rows.expect(first, 201);
        Rows.expect(counted(figures, seen, what + " replayed", key, path, body), 200);
        return Rows.field(first, "id");
    }

    private HttpResponse<String> counted(
            Map<String, String> figures, Statements seen, String what, String key, String path, String body) {
        seen.since(key);
        long before = commits();
        HttpResponse<String> answer = lab.server().post(path, Stock.apiKey(0), key, body);
        long commits = commits() - before;
        int statements = seen.since(key, Rows.field(answer, "id")).size();
        figures.put(
                what,
                statements
                        + (statements == 1 ? " statement, " : " statements, ")
                        + commits
                        + (commits == 1 ? " commit" : " commits"));
        return answer;
    }

    /** Transactions that wrote. */
    private long commits() {
        return lab.postgres().number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
    }
}
