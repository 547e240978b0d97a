package dev.payonce.settlement;

import dev.payonce.StepByStep;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(StepByStep.class)
class MoneyIsConservedStepByStepTest extends MoneyIsConservedTest {}
