package dev.payonce.devui;

import dev.payonce.semantics.Semantics;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.devui.deployment.BuildTimeConstBuildItem;
import io.quarkus.devui.deployment.ExtensionsBuildItem;
import io.quarkus.devui.deployment.InternalPageBuildItem;
import io.quarkus.devui.deployment.extension.Extension;
import io.quarkus.devui.deployment.extension.ExtensionGroup;
import io.quarkus.devui.spi.page.Page;
import io.quarkus.devui.spi.page.PageBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The card. Dev UI knows cards of extensions alone, so this one is put before theirs. */
@BuildSteps(onlyIf = IsLocalDevelopment.class)
final class Card {

    private static final String NAME = "payonce";

    /** What Dev UI calls its cards. It takes them from the page that comes last, which is one without anything to see. */
    private static final String CARDS = "extensions";

    private static final int LAST = Integer.MAX_VALUE;

    private static final String SEMANTICS = "semantics";

    @BuildStep
    InternalPageBuildItem cards(ExtensionsBuildItem extensions) {
        List<Extension> active = new ArrayList<>();
        active.add(card());
        active.addAll(extensions.getActiveExtensions());
        InternalPageBuildItem cards = new InternalPageBuildItem(NAME, LAST);
        cards.addBuildTimeData(
                CARDS,
                Map.of(ExtensionGroup.active, active, ExtensionGroup.inactive, extensions.getInactiveExtensions()));
        return cards;
    }

    /** A link to {@code /v1/semantics} would not say which merchant asks. */
    @BuildStep
    BuildTimeConstBuildItem semantics() {
        BuildTimeConstBuildItem data = new BuildTimeConstBuildItem(NAME);
        data.addBuildTimeData(SEMANTICS, Semantics.NEWEST);
        return data;
    }

    private static Extension card() {
        Extension card = new Extension();
        card.setName(NAME);
        card.setNamespace(NAME);
        card.setDescription("What counts as the same operation?");
        card.addCardPage(page(Page.externalPageBuilder("Console").url("/").doNotEmbed(), "cart-shopping"));
        card.addCardPage(page(Page.rawDataPageBuilder("Semantics").buildTimeDataKey(SEMANTICS), "scale-balanced"));
        card.addCardPage(
                page(Page.externalPageBuilder("Problems").url("/problems").doNotEmbed(), "triangle-exclamation"));
        return card;
    }

    private static Page page(PageBuilder<?> page, String icon) {
        page.icon("font-awesome-solid:" + icon);
        page.namespace(NAME);
        page.extension(NAME);
        return page.build();
    }
}
