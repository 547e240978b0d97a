package dev.payonce.http;

/** Octets that are written as a percent sign and two hexadecimal digits. */
final class PercentEncoding {

    private PercentEncoding() {}

    /** The octet whose percent sign stands at {@code at}, or -1 if what follows that is not two hexadecimal digits. */
    static int octet(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = digit(text.charAt(at + 1));
        int low = digit(text.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Of ASCII alone: {@link Character#digit} knows many more. */
    private static int digit(char each) {
        return each < 0x7F ? Character.digit(each, 16) : -1;
    }
}
