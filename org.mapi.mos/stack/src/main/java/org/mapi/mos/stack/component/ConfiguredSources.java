package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.mos.MosSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Keeps the sources that configuration declares. Everything happens on the thread {@code mos-sources}. */
@Component(service = ConfiguredSources.class, immediate = true)
public final class ConfiguredSources {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MosComponent mos;
    private final Daemon thread = new Daemon("mos-sources");
    private final Map<SourceDeclaration, DeclaredSource> sources = new LinkedHashMap<>();
    private volatile List<MosSource> shown = List.of();

    /** Declares nothing yet. */
    @Activate
    public ConfiguredSources(@Reference MosComponent mos) {
        this.mos = mos;
        mos.declared(() -> shown);
        thread.every(LOOK, this::attend);
    }

    private void attend() {
        final long now = System.nanoTime();
        sources.values().forEach(source -> source.attend(now));
        shown = sources.values().stream().map(DeclaredSource::waiting).toList();
    }

    @Deactivate
    void deactivate() {
        thread.await(PATIENCE, "declared sources", () -> {
            sources.values().forEach(DeclaredSource::close);
            sources.clear();
        });
        thread.end(PATIENCE);
        mos.declared(List::of);
    }

    /** A declaration came. */
    @Reference(name = "source", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(SourceDeclaration declaration) {
        thread.soon(() -> {
            sources.put(declaration, new DeclaredSource(declaration, mos));
            attend();
        });
    }

    /** A declaration went or is about to be replaced. */
    void unbind(SourceDeclaration declaration) {
        thread.soon(() -> {
            final DeclaredSource source = sources.remove(declaration);
            if (source != null) {
                source.close();
            }
            attend();
        });
    }
}
