package dev.payonce.order;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.payonce.idempotency.Carrier;
import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.json.Amount;
import dev.payonce.json.CurrencyCode;
import dev.payonce.json.Metadata;
import dev.payonce.json.MinorUnits;
import dev.payonce.json.Text;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/**
 * What a caller sends to place an order, as a next release might have it: in version 2 the customer is noise, the note
 * counts, and so does a new field.
 */
@RegisterForReflection
public record OrderRequest(
        @NotNull @Text(max = 200) @Identity(value = "An order of another customer is another debt.", until = 1)
        @Noise("Customers are renamed at times.")
        String customer,

        @NotNull @CurrencyCode @Identity("1000 JPY is not 1000 EUR.")
        String currency,

        @NotNull
        @Size(min = 1, max = 200)
        @Identity(value = "Other goods, quantities or prices are another order.", unordered = true)
        List<@NotNull @Valid Item> items,

        @Text(max = 100, ownNumber = true) @Identity("The merchant's own number of the order: another number, another order.")
        String reference,

        @Text(max = 1000, multiline = true) @Identity(value = "It is printed on the goods.", since = 2)
        String note,

        @Metadata @Noise("The merchant's own labels; they decide nothing here.")
        Map<String, Object> metadata,

        @Text(max = 100) @Identity(value = "Another shop.", since = 2)
        String channel,

        @Noise("Random by design: it tells sendings apart, not intents.")
        Object clientNonce,

        @Noise("When it was sent, not what was meant.") Object clientTimestamp,
        @Carrier String idempotencyKey) {

    /** One line of an order; as many equal lines as there are mean as many times the same. */
    @RegisterForReflection
    public record Item(
            @NotNull @Text(max = 100, ownNumber = true) @Identity("Another article.")
            String sku,

            @NotNull
            @Min(1)
            @Max(1_000_000)
            @JsonDeserialize(using = MinorUnits.class)
            @Identity("Another number of it.")
            Long quantity,

            @NotNull @Amount @JsonDeserialize(using = MinorUnits.class) @Identity("Another price.")
            Long unitPrice) {}
}
