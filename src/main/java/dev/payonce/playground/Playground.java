package dev.payonce.playground;

import dev.payonce.api.OptionalPart;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Whether there is one, and whose this process is. */
@ApplicationScoped
class Playground implements OptionalPart {
    private final PlaygroundConfig config;

    Playground(PlaygroundConfig config) {
        this.config = config;
    }

    @Override
    public String root() {
        return "/playground";
    }

    @Override
    public boolean isThere() {
        return config.enabled();
    }

    /** An instance that is to die ends with the process that started it, however that one ends. */
    void follow(@Observes StartupEvent started) {
        config.parent()
                .ifPresent(pid -> ProcessHandle.of(pid)
                        .ifPresentOrElse(parent -> parent.onExit().thenRun(Playground::end), Playground::end));
    }

    private static void end() {
        Runtime.getRuntime().halt(0);
    }
}
