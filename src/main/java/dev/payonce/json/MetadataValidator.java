package dev.payonce.json;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Collection;
import java.util.Map;

/** See {@link Metadata}. The depth of the nesting is bounded already where the JSON is read. */
public final class MetadataValidator implements ConstraintValidator<Metadata, Map<String, Object>> {

    @Override
    public boolean isValid(Map<String, Object> metadata, ConstraintValidatorContext context) {
        return metadata == null
                || metadata.size() <= Metadata.MAX_ENTRIES
                        && metadata.keySet().stream().allMatch(MetadataValidator::isName)
                        && isStorable(metadata);
    }

    private static boolean isName(String name) {
        int characters = name.codePointCount(0, name.length());
        return 1 <= characters && characters <= Metadata.MAX_KEY_LENGTH;
    }

    private static boolean isStorable(Object value) {
        if (value instanceof String text) {
            return Characters.areStorable(text);
        }
        if (value instanceof NumberAsSent number) {
            return Double.isFinite(number.doubleValue()); // 1e400 would be kept, but most readers make infinity of it
        }
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().allMatch(MetadataValidator::isStorable)
                    && map.values().stream().allMatch(MetadataValidator::isStorable);
        }
        return !(value instanceof Collection<?> list) || list.stream().allMatch(MetadataValidator::isStorable);
    }
}
