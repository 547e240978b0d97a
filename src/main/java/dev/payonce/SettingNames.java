package dev.payonce;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of settings in the environment. A mistyped name would be a setting that is silently not in force; so what begins
 * with {@code PAYONCE_} and is none stops the start.
 */
final class SettingNames {

    /** In alphabetical order; a test compares them with what is read. */
    static final List<String> OURS = List.of(
            "PAYONCE_ADMIN_TOKEN",
            "PAYONCE_ATTENTION_AFTER",
            "PAYONCE_CLOCK_OFFSET",
            "PAYONCE_CONNECTIONS",
            "PAYONCE_CRASH_AT",
            "PAYONCE_CREDENTIALS_USED_EVERY",
            "PAYONCE_CREDENTIALS_WRONG_PER_MINUTE",
            "PAYONCE_EVENT_RETENTION",
            "PAYONCE_FINGERPRINT_VERSION",
            "PAYONCE_GATEWAY_TIMEOUT",
            "PAYONCE_GATEWAY_URL",
            "PAYONCE_KEY_RETENTION",
            "PAYONCE_KEY_TOMBSTONE",
            "PAYONCE_LEASE",
            "PAYONCE_MAIL_FROM",
            "PAYONCE_MAIL_HOST",
            "PAYONCE_MAIL_IN_MEMORY",
            "PAYONCE_MAIL_PASSWORD",
            "PAYONCE_MAIL_PORT",
            "PAYONCE_MAIL_TLS",
            "PAYONCE_MAIL_USERNAME",
            "PAYONCE_NOTICE_KEPT",
            "PAYONCE_NOTICE_SECRET",
            "PAYONCE_PLAYGROUND_ENABLED",
            "PAYONCE_PLAYGROUND_PARENT",
            "PAYONCE_POOLER",
            "PAYONCE_RATE_LIMIT",
            "PAYONCE_RATE_LIMIT_REDIS_TIMEOUT",
            "PAYONCE_READ_TIMEOUT",
            "PAYONCE_REAPER_EVERY",
            "PAYONCE_RECEIPT_AT_ONCE",
            "PAYONCE_RECEIPT_PROCESSING_EXPIRY",
            "PAYONCE_RECEIPT_REDIS_TIMEOUT",
            "PAYONCE_RECEIPT_SEND_TIMEOUT",
            "PAYONCE_RECOVERY_EVERY",
            "PAYONCE_REQUESTS_AT_ONCE",
            "PAYONCE_REQUEST_TIME",
            "PAYONCE_SIMULATOR",
            "PAYONCE_SIMULATOR_ENABLED",
            "PAYONCE_SIMULATOR_NOTICES_SECRET",
            "PAYONCE_SIMULATOR_NOTICES_URL",
            "PAYONCE_WEBHOOK_EVERY",
            "PAYONCE_WEBHOOK_FIRST_PAUSE",
            "PAYONCE_WEBHOOK_GIVE_UP_AFTER",
            "PAYONCE_WEBHOOK_LONGEST_PAUSE",
            "PAYONCE_WEBHOOK_NOTE_WITHIN",
            "PAYONCE_WEBHOOK_PRIVATE",
            "PAYONCE_WEBHOOK_RATE",
            "PAYONCE_WEBHOOK_TIMEOUT");

    private static final List<String> OTHERS = List.of(
            "ADMIN_TOKEN",
            "DATABASE_PASSWORD",
            "DATABASE_URL",
            "DATABASE_USER",
            "GATEWAY_TIMEOUT",
            "GATEWAY_URL",
            "GATEWAY_WEBHOOK_SECRET",
            "QUARKUS_HTTP_PORT",
            "REDIS_URL",
            "SMTP_URL");

    /**
     * Kubernetes tells each container of the services beside it, of one that is called payonce too: where it listens, and each
     * of its ports.
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private static final String HOST = "_SERVICE_HOST";

    private SettingNames() {}

    /** One line about the names that look like settings of ours and are none; none if there are none. */
    static Optional<String> complaint(Collection<String> environment) {
        List<String> unknown = environment.stream()
                .filter(name -> name.startsWith("PAYONCE_") && !OURS.contains(name))
                .filter(name -> !isOfAService(name, environment))
                .sorted()
                .map(name -> name + " (is " + nearest(name) + " meant?)")
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("payonce: unknown in the environment: " + String.join(", ", unknown) + ".");
    }

    private static boolean isOfAService(String name, Collection<String> environment) {
        return environment.stream()
                .filter(host -> host.endsWith(HOST))
                .map(host -> host.substring(0, host.length() - HOST.length()))
                .anyMatch(service -> name.startsWith(service)
                        && OF_A_SERVICE
                                .matcher(name.substring(service.length()))
                                .matches());
    }

    /** One of the other names is meant where what follows PAYONCE_ is that name, or nearly. */
    private static String nearest(String name) {
        String rest = name.substring("PAYONCE_".length());
        return Stream.concat(OURS.stream(), OTHERS.stream())
                .min(Comparator.comparingInt(known -> OURS.contains(known)
                        ? distance(name, known)
                        : distance(rest, known.replaceFirst("^QUARKUS_", ""))))
                .orElseThrow();
    }

    /** How many characters have to be put in, left out or changed (Levenshtein). */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[above.length - 1];
    }
}
