package dev.payonce.api;

import dev.payonce.json.Texts;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Gives resources the texts of the query, the path and the headers as it gives those of the body: in their one spelling. */
@Provider
class TextParameters implements ParamConverterProvider {

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        return type == String.class ? new Normal<>(type) : null;
    }

    private record Normal<T>(Class<T> text) implements ParamConverter<T> {

        @Override
        public T fromString(String value) {
            return text.cast(Texts.normal(value));
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }
}
