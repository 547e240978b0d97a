package dev.payonce.sample;

import dev.payonce.idempotency.Identity;
import dev.payonce.idempotency.Noise;
import dev.payonce.idempotency.OperationKind;
import dev.payonce.idempotency.PathField;
import dev.payonce.idempotency.Refusal;
import dev.payonce.idempotency.http.Idempotent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

@Path("/seats/{seat}/reservations")
public class Seats {

    public record Request(
            @Identity("A seat for somebody else is another reservation.")
            String guest,

            @Noise("Said in passing.") String note) {}

    public record Reservation(UUID id, String seat, String guest) {}

    static final OperationKind<Request> RESERVE = new OperationKind<>(
            "seat.reserve",
            "POST /seats/{seat}/reservations",
            Request.class,
            "a seat is reserved once",
            new PathField("seat", String.class, "Another seat."));

    private final Idempotent idempotent;

    Seats(Idempotent idempotent) {
        this.idempotent = idempotent;
    }

    @POST
    public Uni<Response> reserve(@PathParam("seat") String seat, Request body) {
        String reservations = "/seats/" + seat + "/reservations";
        return idempotent.create(RESERVE, body, reservations, (tx, id) -> reserve(tx, id, seat, body.guest()), seat);
    }

    private static Uni<Reservation> reserve(SqlConnection tx, UUID id, String seat, String guest) {
        return tx.preparedQuery("SELECT reservation FROM seat WHERE name = $1 FOR UPDATE")
                .execute(Tuple.of(seat))
                .invoke(rows -> {
                    if (rows.size() == 0) throw new Refusal("not-found", "There is no such seat.");
                    if (rows.iterator().next().getUUID(0) != null) throw new Refusal("seat-taken", "Choose another.");
                })
                .chain(() -> tx.preparedQuery("UPDATE seat SET reservation = $2, guest = $3 WHERE name = $1")
                        .execute(Tuple.of(seat, id, guest)))
                .replaceWith(new Reservation(id, seat, guest));
    }
}
