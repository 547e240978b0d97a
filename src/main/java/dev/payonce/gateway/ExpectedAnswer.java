package dev.payonce.gateway;

import dev.payonce.gateway.GatewayOutcome.Barred;
import dev.payonce.gateway.GatewayOutcome.Executed;
import dev.payonce.gateway.GatewayOutcome.NeverHeardOf;
import dev.payonce.gateway.GatewayOutcome.NotAsked;
import dev.payonce.gateway.GatewayOutcome.NotExecuted;
import dev.payonce.gateway.GatewayOutcome.Refused;
import dev.payonce.gateway.GatewayOutcome.UnderWay;
import dev.payonce.gateway.GatewayOutcome.Unknown;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a call was about, and therefore which answers to it can be believed. */
record ExpectedAnswer(UUID reference, long amount, String currency) {

    /** Codes and ids are stored, logged and shown: short, and of harmless characters. */
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}");

    /** After a charge or a refund: what was never sent, or what the gateway turned away itself, did not happen. */
    GatewayOutcome afterMoving(Exchange exchange) {
        if (exchange instanceof Exchange.NotSent notSent) {
            return new NotExecuted(notSent.why());
        }
        if (exchange instanceof Exchange.Answered answered && answered.status() == 503) {
            return turnedAway(answered);
        }
        GatewayOutcome outcome = afterAsking(exchange);
        return outcome instanceof NeverHeardOf ? new Unknown("never heard of what it was just sent") : outcome;
    }

    /** After barring: the gateway knows the reference now, whatever was before. */
    GatewayOutcome afterBarring(Exchange exchange) {
        GatewayOutcome outcome = afterAsking(exchange);
        return outcome instanceof NeverHeardOf ? new Unknown("never heard of what it was told to bar") : outcome;
    }

    /** After an inquiry: anything but a clean answer leaves us as wise as before. */
    GatewayOutcome afterAsking(Exchange exchange) {
        if (exchange instanceof Exchange.NotSent notSent) {
            return new NotAsked(notSent.why());
        }
        if (exchange instanceof Exchange.Broken broken) {
            return new Unknown(broken.why());
        }
        Exchange.Answered answered = (Exchange.Answered) exchange;
        if (answered.status() != 200) {
            return new Unknown("answered " + answered.status());
        }
        return GatewayJson.read(answered.body(), GatewayJson.Answer.class)
                .map(this::believed)
                .orElseGet(() -> new Unknown("the answer is not valid JSON of the expected shape"));
    }

    private GatewayOutcome turnedAway(Exchange.Answered answered) {
        Optional<GatewayJson.Answer> answer = GatewayJson.read(answered.body(), GatewayJson.Answer.class);
        boolean itsOwn = answer.isPresent()
                && reference.equals(answer.get().reference())
                && "NOT_EXECUTED".equals(answer.get().status());
        return itsOwn
                ? new NotExecuted("the gateway is not available")
                : new Unknown("answered 503 without saying that nothing was executed");
    }

    private GatewayOutcome believed(GatewayJson.Answer answer) {
        if (!reference.equals(answer.reference())) {
            return new Unknown("the answer is about another reference");
        }
        if (answer.status() == null) {
            return new Unknown("the answer has no status");
        }
        return switch (answer.status()) {
            case "EXECUTED" -> sameMoney(answer) ? executed(answer) : otherMoney();
            case "REFUSED" -> sameMoney(answer) ? refused(answer) : otherMoney();
            case "UNDER_WAY" -> sameMoney(answer) ? new UnderWay() : otherMoney();
            // These two may know the reference alone.
            case "BARRED" -> sameMoney(answer) || noMoney(answer) ? new Barred() : otherMoney();
            case "NEVER_HEARD_OF" -> noMoney(answer) ? new NeverHeardOf() : otherMoney();
            default -> new Unknown("the answer's status is not one we know");
        };
    }

    private static GatewayOutcome executed(GatewayJson.Answer answer) {
        boolean sane = answer.id() != null && ID.matcher(answer.id()).matches();
        return sane ? new Executed(answer.id()) : new Unknown("executed, but without a usable id");
    }

    private static GatewayOutcome refused(GatewayJson.Answer answer) {
        boolean sane = answer.failureCode() != null
                && CODE.matcher(answer.failureCode()).matches();
        return sane ? new Refused(answer.failureCode()) : new Unknown("refused, but without a usable failure code");
    }

    private static GatewayOutcome otherMoney() {
        return new Unknown("the answer is about another amount or currency");
    }

    private boolean sameMoney(GatewayJson.Answer answer) {
        return answer.amount() != null && answer.amount() == amount && currency.equals(answer.currency());
    }

    private static boolean noMoney(GatewayJson.Answer answer) {
        return answer.amount() == null && answer.currency() == null;
    }
}
