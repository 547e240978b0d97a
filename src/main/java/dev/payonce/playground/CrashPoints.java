package dev.payonce.playground;

import dev.payonce.idempotency.CrashPoint;
import java.util.List;
import java.util.Optional;

/** The points that a payment passes, in their order. */
final class CrashPoints {

    private static final List<CrashPoint> OF_A_PAYMENT = List.of(
            CrashPoint.BEFORE_CLAIM,
            CrashPoint.AFTER_CLAIM,
            CrashPoint.DURING_GATEWAY_CALL,
            CrashPoint.AFTER_GATEWAY_ANSWER,
            CrashPoint.BEFORE_COMMIT,
            CrashPoint.AFTER_COMMIT_BEFORE_RESPONSE);

    private CrashPoints() {}

    static List<String> words() {
        return OF_A_PAYMENT.stream().map(CrashPoint::word).toList();
    }

    static Optional<CrashPoint> of(String word) {
        return OF_A_PAYMENT.stream().filter(point -> point.word().equals(word)).findFirst();
    }
}
