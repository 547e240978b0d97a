package dev.payonce.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.example.client.ApiClient;
import com.example.client.ApiException;
import com.example.client.ApiResponse;
import com.example.client.api.OrdersApi;
import com.example.client.api.PaymentsApi;
import com.example.client.api.RefundsApi;
import com.example.client.model.Item;
import com.example.client.model.Order;
import com.example.client.model.OrderRequest;
import com.example.client.model.OrderStatus;
import com.example.client.model.Payment;
import com.example.client.model.PaymentRequest;
import com.example.client.model.PaymentStatus;
import com.example.client.model.Problem402;
import com.example.client.model.Problem422;
import com.example.client.model.Refund;
import com.example.client.model.RefundKind;
import com.example.client.model.RefundRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.payonce.Api;
import dev.payonce.EmbeddedTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever has nothing but openapi.yaml can use the API: with a client that OpenAPI Generator makes of it in each build. */
@QuarkusTest
@QuarkusTestResource(EmbeddedTestResource.class)
class GeneratedClientTest {

    @TestHTTPResource
    URI server;

    private final String apiKey = Api.newMerchant().apiKey;
    private final ApiClient client = new ApiClient();

    @BeforeEach
    void connect() {
        client.updateBaseUri(server.toString().replaceAll("/$", ""));
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + apiKey));
    }

    private Order placed() throws ApiException {
        OrderRequest two = new OrderRequest()
                .customer("ada")
                .currency("EUR")
                .addItemsItem(new Item().sku("tea").quantity(2L).unitPrice(1200L));
        return new OrdersApi(client).placeOrder(two, Api.newKey(), null);
    }

    private static PaymentRequest payment(Order order, String method) {
        return new PaymentRequest()
                .amount(order.getTotal())
                .currency(order.getCurrency())
                .paymentMethod(method);
    }

    @Test
    void itOrdersPaysRefundsAndReadsWhatBecameOfIt() throws ApiException {
        Order order = placed();
        assertEquals(OrderStatus.OPEN, order.getStatus());
        assertEquals(2400, order.getTotal());
        String key = Api.newKey();
        var payments = new PaymentsApi(client);
        ApiResponse<Payment> paid =
                payments.payOrderWithHttpInfo(order.getId(), payment(order, "pm_ok"), key, "mine-1");
        assertEquals(201, paid.getStatusCode());
        assertEquals(List.of("mine-1"), paid.getHeaders().get("x-request-id"));
        assertEquals(PaymentStatus.SUCCEEDED, paid.getData().getStatus());
        ApiResponse<Payment> again = payments.payOrderWithHttpInfo(order.getId(), payment(order, "pm_ok"), key, null);
        assertEquals(200, again.getStatusCode());
        assertEquals(List.of("true"), again.getHeaders().get("idempotent-replayed"));
        assertEquals(paid.getData(), again.getData());
        Refund refund = new RefundsApi(client)
                .refundPayment(
                        paid.getData().getId(),
                        new RefundRequest().kind(RefundKind.PARTIAL).amount(400L),
                        Api.newKey(),
                        null);
        assertEquals(400, refund.getAmount());
        Order after = new OrdersApi(client).getOrder(order.getId(), null);
        assertEquals(OrderStatus.PARTIALLY_REFUNDED, after.getStatus());
        assertEquals(
                List.of(after),
                new OrdersApi(client).listOrders(null, null, null, null, null).getData());
    }

    @Test
    void itMeetsProblemsAsTypes() throws Exception {
        Order order = placed();
        String key = Api.newKey();
        var payments = new PaymentsApi(client);
        ApiException declined = assertThrows(
                ApiException.class, () -> payments.payOrder(order.getId(), payment(order, "pm_declined"), key, null));
        assertEquals(402, declined.getCode());
        Problem402 why = read(declined, Problem402.class);
        assertEquals(Problem402.TypeEnum._PROBLEMS_PAYMENT_DECLINED, why.getType());
        assertEquals(Problem402.RetryEnum.NEW_KEY, why.getRetry());
        assertEquals("card_declined", why.getFailureCode());
        ApiException reused = assertThrows(
                ApiException.class, () -> payments.payOrder(order.getId(), payment(order, "pm_ok"), key, null));
        assertEquals(422, reused.getCode());
        assertEquals(List.of("paymentMethod"), read(reused, Problem422.class).getDifferingFields());
    }

    private <T> T read(ApiException problem, Class<T> type) throws JsonProcessingException {
        return client.getObjectMapper().readValue(problem.getResponseBody(), type);
    }
}
