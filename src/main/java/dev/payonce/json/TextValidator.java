package dev.payonce.json;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** See {@link Text}. */
public final class TextValidator implements ConstraintValidator<Text, String> {

    private Text rule;

    @Override
    public void initialize(Text rule) {
        this.rule = rule;
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
        if (text == null) {
            return true;
        }
        int characters = text.codePointCount(0, text.length());
        return rule.min() <= characters
                && characters <= rule.max()
                && Characters.areStorable(text)
                && text.codePoints().noneMatch(this::isForbidden);
    }

    private boolean isForbidden(int character) {
        boolean layout = character == '\t' || character == '\n' || character == '\r';
        return Character.isISOControl(character) && !(layout && rule.multiline());
    }
}
