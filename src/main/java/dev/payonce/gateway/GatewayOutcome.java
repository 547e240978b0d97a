package dev.payonce.gateway;

import dev.payonce.idempotency.EffectOutcome;

/** What is known of one reference at the gateway after asking it something. */
public sealed interface GatewayOutcome extends EffectOutcome {

    /** Why it will never execute; null unless it is {@link Refused} or {@link Barred}. */
    default String failureCode() {
        return null;
    }

    /** The money moved. {@code gatewayReference} is the gateway's own id of the movement. */
    record Executed(String gatewayReference) implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.FINAL;
        }
    }

    /** The gateway refused for good; nothing moved and nothing will. */
    record Refused(String failureCode) implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.FINAL;
        }
    }

    /** Barred at our request: the gateway will never execute this reference, and never has. */
    record Barred() implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.FINAL;
        }

        @Override
        public String failureCode() {
            return "not_executed";
        }
    }

    /** The gateway has it and is still working on it. */
    record UnderWay() implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.UNKNOWN;
        }
    }

    /** An inquiry found that the gateway never heard of this reference. A request may still be on its way to it. */
    record NeverHeardOf() implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.NEVER_HEARD_OF;
        }
    }

    /**
     * Provably not executed by this call, and passing: no connection could be had, or the gateway itself said so with a
     * 503. It says nothing of earlier calls under the same reference. {@code why}, here and below, is for logs and
     * operators and never holds a payment method.
     */
    record NotExecuted(String why) implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.UNDONE;
        }
    }

    /** The gateway could not be asked: no connection could be had. It says nothing of what it knows. */
    record NotAsked(String why) implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.UNREACHABLE;
        }
    }

    /** Nobody knows: timeout, reset, or an answer that is garbled, oversized or not about what was asked. */
    record Unknown(String why) implements GatewayOutcome {
        @Override
        public Knowledge knowledge() {
            return Knowledge.UNKNOWN;
        }
    }
}
