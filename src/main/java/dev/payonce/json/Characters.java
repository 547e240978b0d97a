package dev.payonce.json;

/** What the characters of a text may be, and what nobody sees of them. */
final class Characters {

    private static final int BRAILLE_BLANK = 0x2800;
    private static final int NULL_NOTEHEAD = 0x1D159;

    private Characters() {}

    /** Whether {@code text} has neither NUL nor half of a surrogate pair, which PostgreSQL cannot store and JSON can say. */
    static boolean areStorable(String text) {
        return text.codePoints().noneMatch(each -> each == 0 || isLoneSurrogate(each));
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE;
    }

    /**
     * Whether a reader sees nothing of the character where it begins or ends a text: all of Unicode's White_Space, what
     * controls or formats, what a font may ignore, and the blanks that count as letters or symbols.
     */
    static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> true;
            default -> isIgnorable(codePoint) || codePoint == BRAILLE_BLANK || codePoint == NULL_NOTEHEAD;
        };
    }

    /** What Unicode calls Default_Ignorable_Code_Point beside the format characters; Java has no name for it. */
    private static boolean isIgnorable(int codePoint) {
        return codePoint == 0x034F // combining grapheme joiner
                || isIn(codePoint, 0x115F, 0x1160) // Hangul fillers
                || codePoint == 0x3164
                || codePoint == 0xFFA0
                || isIn(codePoint, 0x17B4, 0x17B5) // Khmer inherent vowels
                || isIn(codePoint, 0x180B, 0x180F) // Mongolian variation selectors
                || isIn(codePoint, 0xFE00, 0xFE0F) // variation selectors
                || codePoint == 0x2065 // and what is reserved for more of them
                || isIn(codePoint, 0xFFF0, 0xFFF8)
                || isIn(codePoint, 0xE0000, 0xE0FFF);
    }

    private static boolean isIn(int codePoint, int first, int last) {
        return first <= codePoint && codePoint <= last;
    }
}
