package dev.payonce.http;

/**
 * Whether a query is spelled as that of a URI (RFC 3986). What is not, Java's own reader refuses, other readers guess at, each in
 * its own way; whatever is spelled so can be decoded.
 */
final class QuerySpelling {

    private QuerySpelling() {}

    /** @param query as it was sent, without the question mark, or null */
    static boolean isPlain(String query) {
        if (query == null) {
            return true;
        }
        for (int at = 0; at < query.length(); at++) {
            char each = query.charAt(at);
            boolean plain = each == '%'
                    ? PercentEncoding.octet(query, at) >= 0
                    : each > ' ' && each < 0x7F && "\"<>\\^`{|}#".indexOf(each) < 0;
            if (!plain) {
                return false;
            }
        }
        return PercentEncoding.isUtf8(query);
    }
}
