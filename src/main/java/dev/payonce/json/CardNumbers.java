package dev.payonce.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds card numbers: 13 to 19 digits of a known scheme with a valid check digit (Luhn), in the digits of any script, in
 * one piece or in groups with anything between them that separates groups. One number in ten has a valid check digit, so
 * that what is recognisably something else (a UUID, a date, a valid IBAN, a phone number) is left out first.
 */
final class CardNumbers {

    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;

    /** In numbers of groups that are followed or preceded by other numbers, no group of a card number is shorter. */
    private static final int SHORTEST_GROUP = 3;

    /** With the country code and without the plus sign (E.164). */
    private static final int LONGEST_PHONE_NUMBER = 15;

    /** As folded: one space stands for any white space. A comma before a space ends an item of a list. */
    private static final String GAP = "(?:[- ._/|*~\\\\]{1,5}+|,)";

    private static final Pattern RUN = Pattern.compile("[0-9]++(?:" + GAP + "[0-9]++)*+");
    private static final Pattern BETWEEN_GROUPS = Pattern.compile("[^0-9]+");

    private static final Pattern UUID =
            Pattern.compile("(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])");

    /** A digest or an id in hexadecimal digits, of whole 32-bit words, two letters at least. */
    private static final Pattern HEX = Pattern.compile(
            "(?<![0-9A-Za-z])(?=[0-9]*+[A-Fa-f][0-9]*+[A-Fa-f])(?:[0-9A-Fa-f]{8}){2,16}(?![0-9A-Za-z])");

    private static final Pattern DATE = Pattern.compile("(?<![0-9])(?:"
            + "(?:19|20)[0-9]{2}([-./])(?:0?[1-9]|1[0-2])\\1(?:0?[1-9]|[12][0-9]|3[01])"
            + "|(?:0?[1-9]|[12][0-9]|3[01])([-./])(?:0?[1-9]|[12][0-9]|3[01])\\2(?:19|20)[0-9]{2})(?![0-9])");

    private static final Pattern IBAN_BEGINS = Pattern.compile("(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}");
    private static final int SHORTEST_IBAN = 15;
    private static final int LONGEST_IBAN = 34;

    /** Breaks a run of digits and is no digit. */
    private static final String SOMETHING_ELSE = ":";

    private CardNumbers() {}

    /** Whether there is a card number in {@code text}. */
    static boolean occurIn(String text) {
        if (text.codePoints().filter(Character::isDigit).limit(SHORTEST).count() < SHORTEST) {
            return false;
        }
        String rest = fold(text);
        for (Pattern other : List.of(UUID, HEX, DATE)) {
            rest = other.matcher(rest).replaceAll(SOMETHING_ELSE);
        }
        rest = withoutIbans(rest);
        Matcher run = RUN.matcher(rest);
        while (run.find()) {
            boolean afterPlus = run.start() > 0 && rest.charAt(run.start() - 1) == '+';
            if (isOneIn(BETWEEN_GROUPS.split(run.group()), afterPlus)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code number} is one: a fraction is none, whatever its digits. */
    static boolean occurIn(NumberAsSent number) {
        double about = Math.abs(number.doubleValue());
        if (about < 1e12 || about >= 1e19) {
            return false; // before BigDecimal, which would write out a million zeros
        }
        BigDecimal value = new BigDecimal(number.toString()).abs().stripTrailingZeros();
        return value.scale() <= 0 && isOne(value.toBigInteger().toString());
    }

    /** One digit for those of all scripts, one space for white space, and nothing for what nobody sees. */
    private static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            switch (Character.getType(each)) {
                case Character.DECIMAL_DIGIT_NUMBER -> folded.append((char) ('0' + Character.digit(each, 10)));
                case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {}
                case Character.DASH_PUNCTUATION -> folded.append('-');
                case Character.CONNECTOR_PUNCTUATION -> folded.append('_');
                case Character.SPACE_SEPARATOR,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.CONTROL -> space(folded);
                default -> other(folded, each);
            }
        });
        return folded.toString();
    }

    private static void other(StringBuilder folded, int character) {
        if ("\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\ufe52\uff0e\uff61\uff65".indexOf(character) >= 0) {
            folded.append('.');
        } else if (character == '\u2212') { // the minus sign
            folded.append('-');
        } else if (character == '\u2800') { // a blank of Braille
            space(folded);
        } else if (!Characters.isInvisible(character)) {
            folded.appendCodePoint(character);
        }
    }

    private static void space(StringBuilder folded) {
        if (folded.isEmpty() || folded.charAt(folded.length() - 1) != ' ') {
            folded.append(' ');
        }
    }

    private static String withoutIbans(String text) {
        Matcher begin = IBAN_BEGINS.matcher(text);
        StringBuilder rest = new StringBuilder();
        int copied = 0;
        while (begin.find()) {
            int end = endOfIban(text, begin.start());
            if (end > 0) {
                rest.append(text, copied, begin.start()).append(SOMETHING_ELSE);
                copied = end;
                begin.region(end, text.length());
            }
        }
        return rest.append(text, copied, text.length()).toString();
    }

    /** Where the valid IBAN ends that begins at {@code begin}, in one piece or in groups; 0 where none does. */
    private static int endOfIban(String text, int begin) {
        StringBuilder iban = new StringBuilder();
        int end = 0;
        for (int at = begin; at < text.length() && iban.length() < LONGEST_IBAN; at++) {
            char each = text.charAt(at);
            if (isAsciiAlphanumeric(each)) {
                iban.append(each);
                boolean ends = at + 1 == text.length() || !isAsciiAlphanumeric(text.charAt(at + 1));
                if (ends && iban.length() >= SHORTEST_IBAN && hasCheckDigitsOfIban(iban)) {
                    end = at + 1;
                }
            } else if (each != ' ') {
                break;
            }
        }
        return end;
    }

    private static boolean isAsciiAlphanumeric(char each) {
        return each < 0x80 && Character.isLetterOrDigit(each);
    }

    /** ISO 7064, modulus 97. */
    private static boolean hasCheckDigitsOfIban(CharSequence iban) {
        int rest = 0;
        for (int i = 0; i < iban.length(); i++) {
            int value = Character.digit(iban.charAt((i + 4) % iban.length()), 36);
            rest = (value < 10 ? rest * 10 + value : rest * 100 + value) % 97;
        }
        return rest == 1;
    }

    /** Whether the groups of digits that stand together, all of them or some, are a card number. */
    private static boolean isOneIn(String[] groups, boolean afterPlus) {
        String all = String.join("", groups);
        if (afterPlus && all.length() <= LONGEST_PHONE_NUMBER) {
            return false;
        }
        if (isOne(all)) {
            return true;
        }
        for (int first = 0; first < groups.length; first++) {
            String number = "";
            for (int next = first; next < groups.length && groups[next].length() >= SHORTEST_GROUP; next++) {
                number += groups[next];
                if (number.length() > LONGEST) {
                    break;
                }
                if (isOne(number)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOne(String digits) {
        return digits.length() >= SHORTEST
                && digits.length() <= LONGEST
                && isOfAScheme(digits)
                && hasCheckDigitOfLuhn(digits);
    }

    private static boolean isOfAScheme(String digits) {
        int length = digits.length();
        int four = Integer.parseInt(digits, 0, 4, 10);
        int three = four / 10;
        int two = four / 100;
        boolean visa = two / 10 == 4 && (length == 13 || length == 16 || length == 19);
        boolean mastercard = length == 16 && (isIn(two, 51, 55) || isIn(four, 2221, 2720));
        boolean amex = length == 15 && (two == 34 || two == 37);
        boolean diners = length >= 14 && (isIn(three, 300, 305) || four == 3095 || two == 36 || isIn(two, 38, 39));
        boolean jcb = length >= 16 && isIn(four, 3528, 3589);
        boolean mir = length >= 16 && isIn(four, 2200, 2204);
        boolean unionPayOrRuPay = length >= 16 && isIn(two, 81, 82);
        // Beside Maestro's own: Discover, UnionPay, RuPay, Elo, Hipercard, Verve, Dankort and InstaPayment.
        boolean maestroAndOthers = two == 50 || isIn(two, 56, 69);
        boolean troy = length == 16 && four == 9792;
        return visa || mastercard || amex || diners || jcb || mir || unionPayOrRuPay || maestroAndOthers || troy;
    }

    private static boolean isIn(int number, int first, int last) {
        return first <= number && number <= last;
    }

    private static boolean hasCheckDigitOfLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
