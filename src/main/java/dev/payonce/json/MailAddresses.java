package dev.payonce.json;

import java.net.IDN;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * The one spelling of a mail address, made of text in NFC. The domain is in its A-label form (IDNA) and in lower case, since neither says
 * anything about the addressee; the name before the @ stays as it is, for only its own server knows what is the same
 * there.
 *
 * <p>What the mailer or the next mail server would refuse has no such spelling: a name outside ASCII (the mailer does
 * not speak SMTPUTF8), quotes, address literals, empty or overlong labels, a dot at the end. Neither has a domain that
 * would be mistaken for another one: {@link IDN} is IDNA2003, which turns ß into ss and drops joiners, while today these
 * name domains of their own. So a label is taken only if nothing but its case changes on the way there and back; a
 * domain with any other can be given in its A-label form. IDN's tables are those of Unicode 3.2 in every JDK.
 */
final class MailAddresses {

    private static final int MAX_NAME = 64;
    private static final int MAX_DOMAIN = 253;

    /** An RFC 5321 dot-string. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

    private MailAddresses() {}

    /** The address in its one spelling, or nothing if it is no address that a letter can be sent to. */
    static Optional<String> canonical(String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || at > MAX_NAME || !NAME.matcher(address.substring(0, at)).matches()) {
            return Optional.empty();
        }
        return domain(address.substring(at + 1))
                .map(domain -> address.substring(0, at + 1) + domain)
                .filter(canonical -> canonical.length() <= MailAddress.MAX_LENGTH);
    }

    private static Optional<String> domain(String given) {
        var labels = new StringJoiner(".");
        for (String label : given.split("\\.", -1)) {
            String ascii = label(label);
            if (ascii == null) {
                return Optional.empty();
            }
            labels.add(ascii);
        }
        return Optional.of(labels.toString()).filter(domain -> domain.length() <= MAX_DOMAIN);
    }

    /** The A-label of a label, or an ASCII label in lower case; null if it has none that leads back to it. */
    private static String label(String label) {
        String lower = lowerCase(label);
        try {
            String ascii = lowerCase(IDN.toASCII(label, IDN.USE_STD3_ASCII_RULES));
            boolean leadsBack = ascii.equals(lower) || IDN.toUnicode(ascii).equals(lower);
            return !ascii.isEmpty() && leadsBack ? ascii : null;
        } catch (IllegalArgumentException noLabel) {
            return null;
        }
    }

    /** Character by character: neither the characters around it nor a locale decide. */
    private static String lowerCase(String text) {
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
