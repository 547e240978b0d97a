package dev.payonce.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.Fork;
import dev.payonce.Packaged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every test that starts what was built runs against a native executable where one is named. A script stands for it here, which
 * keeps what it was told, and is the application all the same.
 */
class NativeRunnerIT {

    private static final Path RUNNER = Fork.path("runner.sh").toAbsolutePath();
    private static final Path TOLD = Fork.path("runner-arguments.txt").toAbsolutePath();

    private static String before;
    private static Lab lab;

    @BeforeAll
    static void nameTheExecutable() throws Exception {
        before = System.getProperty(Packaged.NATIVE);
        Files.createDirectories(RUNNER.getParent());
        Files.deleteIfExists(TOLD);
        Files.writeString(RUNNER, """
                #!/bin/sh
                printf '%%s\\n' "$@" > '%s'
                cd '%s' && exec '%s' "$@" -jar quarkus-run.jar
                """.formatted(
                TOLD, Packaged.APPLICATION.toAbsolutePath(), Path.of(System.getProperty("java.home"), "bin", "java")));
        Files.setPosixFilePermissions(RUNNER, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty(Packaged.NATIVE, RUNNER.toString());
        lab = Lab.open("native_runner");
    }

    @AfterAll
    static void forgetTheExecutable() {
        lab.close();
        if (before == null) {
            System.clearProperty(Packaged.NATIVE);
        } else {
            System.setProperty(Packaged.NATIVE, before);
        }
    }

    @Test
    void theHarnessStartsTheExecutableAndTellsItNothingThatOnlyAJvmUnderstands() throws Exception {
        Instance instance = lab.instance("first", 1).withJvm("-Duser.country=IS", "-XX:+UseParallelGC");
        Merchant merchant = lab.merchant(instance.start());

        assertEquals(List.of("-Xmx256m", "-Duser.country=IS"), Files.readAllLines(TOLD));
        var order = instance.post("/v1/orders", merchant.apiKey(), """
                {"customer": "ada", "currency": "EUR", "items": [{"sku": "tea", "quantity": 1, "unitPrice": 1200}],
                 "idempotencyKey": "%s"}""".formatted(UUID.randomUUID()));
        assertEquals(201, order.statusCode(), order.body());
        instance.kill();
        assertFalse(instance.isAlive());
    }

    @Test
    void whatIsKnownOfAnExecutableIsWhatTheNativeCompilerWasGiven() {
        Path runner = Path.of("target", "payonce-1.0.0-runner");
        System.setProperty(Packaged.NATIVE, runner.toString());
        try {
            Packaged built = Packaged.built();
            assertTrue(built.isNative());
            assertEquals(
                    runner.toAbsolutePath().resolveSibling("payonce-1.0.0-native-image-source-jar"), built.contents());
        } finally {
            System.setProperty(Packaged.NATIVE, RUNNER.toString());
        }
    }
}
