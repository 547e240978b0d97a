package dev.payonce.devui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.payonce.semantics.Semantics;
import io.quarkus.devui.deployment.ExtensionsBuildItem;
import io.quarkus.devui.deployment.InternalPageBuildItem;
import io.quarkus.devui.deployment.extension.Extension;
import io.quarkus.devui.deployment.extension.ExtensionGroup;
import io.quarkus.devui.spi.page.Page;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Dev UI is given to draw. That it draws it, the pipeline looks at in the development mode. */
class CardTest {

    @Test
    void theCardIsTheFirstAndTheExtensionsKeepTheirs() {
        Extension active = new Extension();
        Extension inactive = new Extension();
        InternalPageBuildItem page = new Card()
                .cards(new ExtensionsBuildItem(
                        List.of(active), List.of(inactive), List.of(), List.of(), List.of(), List.of()));

        assertEquals(List.of(), page.getPages());
        var cards = (Map<?, ?>) page.getBuildTimeData().get("extensions").getContent();
        assertEquals(List.of(inactive), cards.get(ExtensionGroup.inactive));
        var first = (Extension) ((List<?>) cards.get(ExtensionGroup.active)).get(0);
        assertSame(active, ((List<?>) cards.get(ExtensionGroup.active)).get(1));
        assertEquals("payonce", first.getName());
        assertEquals(
                Map.of("Console", "/", "Problems", "/problems"),
                first.getCardPages().stream()
                        .filter(link -> link.getMetadata().containsKey("externalUrl"))
                        .collect(Collectors.toMap(
                                Page::getTitle, link -> link.getMetadata().get("externalUrl"))));
        assertTrue(
                first.getCardPages().stream().anyMatch(link -> link.getTitle().equals("Semantics")));
        assertSame(
                Semantics.NEWEST,
                new Card().semantics().getBuildTimeData().get("semantics").getContent());
    }
}
