package dev.payonce.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

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

    /**
     * Whether what is encoded in a text of ASCII is UTF-8 to the letter. Of anything else each reader makes something of its own.
     *
     * @param text in which each percent sign is followed by two hexadecimal digits
     */
    static boolean isUtf8(String text) {
        if (text.indexOf('%') < 0) {
            return true;
        }
        ByteBuffer octets = ByteBuffer.allocate(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '%') {
                octets.put((byte) octet(text, at));
                at += 2;
            } else {
                octets.put((byte) text.charAt(at));
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(octets.flip());
            return true;
        } catch (CharacterCodingException another) {
            return false;
        }
    }

    /** Of ASCII alone: {@link Character#digit} knows many more. */
    private static int digit(char each) {
        return each < 0x7F ? Character.digit(each, 16) : -1;
    }
}
