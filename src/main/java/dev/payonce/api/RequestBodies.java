package dev.payonce.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.payonce.idempotency.http.Problem;
import dev.payonce.problem.JsonErrors;
import dev.payonce.problem.ProblemException;
import dev.payonce.problem.Problems;
import dev.payonce.problem.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;

/** Reads the text of a request's body as a resource's parameter is read: bound strictly, and valid. */
@ApplicationScoped
public class RequestBodies {

    private final ObjectMapper json;
    private final Validator validator;

    RequestBodies(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The request that {@code text} is.
     *
     * @throws ProblemException with {@code invalid-request} if it is none
     */
    public <R extends Record> R read(String text, Class<R> type) {
        R request = bind(text, type);
        if (request == null) {
            throw ProblemException.invalid("", "must be a JSON object");
        }
        Problem fault = fault(request);
        if (fault != null) {
            throw new ProblemException(fault);
        }
        return request;
    }

    /** What is wrong with a request, or null if it is valid. */
    <R extends Record> Problem fault(R request) {
        var violations = validator.validate(request);
        return violations.isEmpty() ? null : Problems.of(new ConstraintViolationException(violations));
    }

    private <R> R bind(String text, Class<R> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException unreadable) {
            Violation violation = JsonErrors.violation(unreadable);
            throw ProblemException.invalid(violation.field(), violation.message());
        }
    }
}
