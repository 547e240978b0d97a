package dev.payonce.clock;

import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;

/** Makes ids: UUIDs of version 7, rising in the order in which one process made them. */
@ApplicationScoped
public class Ids {

    private final TimeBasedEpochGenerator generator;

    Ids() {
        this.generator = null; // for the proxy
    }

    @Inject
    Ids(InstantSource time, Random random) {
        this.generator = new TimeBasedEpochGenerator(random, new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                return time.millis();
            }
        });
    }

    public UUID next() {
        return generator.generate();
    }
}
