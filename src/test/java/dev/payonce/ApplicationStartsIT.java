package dev.payonce;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ApplicationStartsIT extends ApplicationStartsTest {}
