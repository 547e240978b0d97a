package dev.payonce.api;

import dev.payonce.json.IdText;
import dev.payonce.json.Texts;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;
import java.util.function.Function;

/** Gives resources the texts and ids of the query, the path and the headers as it gives those of the body: in their one spelling. */
@Provider
class TextParameters implements ParamConverterProvider {

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return new Converter<>(type, IdText::parse);
        }
        return type == String.class ? new Converter<>(type, Texts::normal) : null;
    }

    private record Converter<T>(Class<T> type, Function<String, ?> read) implements ParamConverter<T> {

        @Override
        public T fromString(String value) {
            return type.cast(read.apply(value));
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}
