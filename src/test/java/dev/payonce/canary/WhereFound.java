package dev.payonce.canary;

import dev.payonce.Database;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;

/** Looks for a text everywhere that something is kept. */
final class WhereFound {

    private static final String TABLES = """
            SELECT format('%I.%I', table_schema, table_name)
              FROM information_schema.tables
             WHERE table_type = 'BASE TABLE'
               AND table_schema NOT IN ('pg_catalog', 'information_schema')
            """;

    /** Every column as text; bytes as hexadecimal digits. */
    private static final String COLUMNS = """
            SELECT DISTINCT entry.key
              FROM %s AS line, jsonb_each_text(to_jsonb(line)) AS entry
             WHERE regexp_replace(lower(entry.value), '[ -]', '', 'g') LIKE '%%' || ? || '%%'
                OR lower(entry.value) LIKE '%%' || ? || '%%'
            """;

    private WhereFound() {}

    /** Whether a text holds the secret, in whatever case and groups. */
    static boolean in(String text, String secret) {
        return bare(text).contains(bare(secret));
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[ -]", "");
    }

    /** The columns of the whole database, as {@code schema.table.column}. */
    static TreeSet<String> inDatabase(String secret) {
        String text = bare(secret);
        String bytes = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
        var found = new TreeSet<String>();
        for (String table : Database.texts(TABLES)) {
            for (String column : Database.texts(COLUMNS.formatted(table), text, bytes)) {
                found.add(table + "." + column);
            }
        }
        return found;
    }

    /** All names and values. */
    static String redis(String url) {
        var all = new StringBuilder();
        try (var redis = new Jedis(URI.create(url))) {
            for (String name : redis.keys("*")) {
                List<String> values = redis.type(name).equals("string") ? List.of(redis.get(name)) : List.of();
                all.append(name).append(' ').append(values).append('\n');
            }
        }
        return all.toString();
    }
}
