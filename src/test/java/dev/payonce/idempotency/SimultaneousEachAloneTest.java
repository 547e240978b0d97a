package dev.payonce.idempotency;

import dev.payonce.EachAlone;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(EachAlone.class)
class SimultaneousEachAloneTest extends SimultaneousTest {}
