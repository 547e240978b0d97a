package dev.payonce.json;

/** What PostgreSQL cannot store in text or jsonb, though JSON can say it. */
final class Characters {

    private Characters() {}

    /** Whether {@code text} has neither NUL nor half of a surrogate pair. */
    static boolean areStorable(String text) {
        return text.codePoints().noneMatch(each -> each == 0 || isLoneSurrogate(each));
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE;
    }
}
