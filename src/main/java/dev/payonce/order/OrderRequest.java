package dev.payonce.order;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.Amount;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.ExactInteger;
import dev.payonce.json.Metadata;
import dev.payonce.json.Name;
import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** What a caller sends to place an order. */
@RegisterForReflection
public record OrderRequest(
        @NotNull @Name(max = 200) @Identity("An order of another customer is another debt.")
        String customer,

        @NotNull @CurrencyCode(accepted = true) @Identity("1000 JPY is not 1000 EUR.")
        String currency,

        @NotNull
        @Size(min = 1, max = 200)
        @Identity(value = "Other goods, quantities or prices are another order.", unordered = true)
        List<@NotNull @Valid Item> items,

        @Name(max = 100, ownNumber = true)
        @Identity("The merchant's own number of the order: another number, another order.")
        String reference,

        @Text(max = 1000, multiline = true) @Noise("A remark for people, which may be worded anew in a retry.")
        String note,

        @Metadata @Noise("The merchant's own labels; they decide nothing here.")
        Map<String, Object> metadata,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {

    /** One line of an order; as many equal lines as there are mean as many times the same. */
    @RegisterForReflection
    public record Item(
            @NotNull @Name(max = 100, ownNumber = true) @Identity("Another article.")
            String sku,

            @NotNull
            @Min(1)
            @Max(1_000_000)
            @JsonDeserialize(using = ExactInteger.class)
            @Identity("Another number of it.")
            Long quantity,

            @NotNull @Amount @Identity("Another price.") Long unitPrice) {}
}
