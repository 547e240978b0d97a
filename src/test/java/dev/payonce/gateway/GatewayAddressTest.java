package dev.payonce.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {

    @ParameterizedTest
    @CsvSource({
        "http://gateway:9000, http://gateway:9000/simulator",
        "http://gateway:9000/, http://gateway:9000/simulator",
        "https://gateway.example/v2/, https://gateway.example/v2",
        "http://gateway:9000/simulator, http://gateway:9000/simulator"
    })
    void aUrlWithoutAPathIsAProcessThatRunsTheSimulator(URI url, String base) {
        assertEquals(base, GatewayAddress.normalized(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:9000", "ftp://gateway", "/simulator", "http:///x", "http://gateway/?a=b"})
    void whatIsNoBaseUrlIsRefusedAtTheStart(URI url) {
        assertThrows(IllegalArgumentException.class, () -> GatewayAddress.normalized(url));
    }
}
