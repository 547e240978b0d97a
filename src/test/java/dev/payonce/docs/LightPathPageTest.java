package dev.payonce.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the light path names each test that shows what it admits; that those are there, {@link PagesTest} says. */
class LightPathPageTest {

    @Test
    void everyTestThatShowsAPriceIsNamed() throws Exception {
        String page = Page.of("docs", "light-path.md").text();
        Path admits = Path.of("src/test/java/dev/payonce/receipt/WhatTheLightPathAdmitsTest.java");
        List<String> unnamed = Pattern.compile("@Test\\n +void (\\w+)\\(")
                .matcher(Files.readString(admits))
                .results()
                .map(test -> test.group(1))
                .filter(test -> !page.contains("[" + test + "](../" + admits + ")"))
                .toList();
        assertEquals(List.of(), unnamed);
    }
}
