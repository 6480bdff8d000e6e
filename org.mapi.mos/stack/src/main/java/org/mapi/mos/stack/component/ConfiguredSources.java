package org.mapi.mos.stack.component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mapi.ConfiguredSection;
import org.mapi.mos.MosSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the sources that configuration and mapi.conf declare. Everything happens on the thread {@code mos-sources}. */
@Component(service = ConfiguredSources.class, immediate = true)
public final class ConfiguredSources {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredSources.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final MosComponent mos;
    private final Daemon thread = new Daemon("mos-sources");
    private final List<DeclaredSettings> declared = new ArrayList<>();
    private final Map<DeclaredSettings, DeclaredSource> sources = new LinkedHashMap<>();
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
        shown = sources.values().stream().filter(source -> !source.isOpen()).map(DeclaredSource::waiting).toList();
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

    /** A configuration came. */
    @Reference(name = "source", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bind(SourceDeclaration declaration) {
        thread.soon(() -> add(declaration));
    }

    /** A configuration went or is about to be replaced. */
    void unbind(SourceDeclaration declaration) {
        thread.soon(() -> remove(declaration));
    }

    /** A section of mapi.conf came. */
    @Reference(name = "section", service = ConfiguredSection.class, cardinality = ReferenceCardinality.MULTIPLE,
        policy = ReferencePolicy.DYNAMIC, target = "(" + ConfiguredSection.SECTION + "=" + SectionSettings.SECTION + ")")
    void bindSection(ConfiguredSection section) {
        thread.soon(() -> add(new SectionSettings(section)));
    }

    /** A section went or is about to be replaced. */
    void unbindSection(ConfiguredSection section) {
        thread.soon(() -> remove(new SectionSettings(section)));
    }

    private void add(DeclaredSettings settings) {
        settings.warnings().forEach(warning -> LOG.warn("source {} ({}): {}", settings.name(), settings.origin(), warning));
        declared.add(settings);
        reconcile();
    }

    private void remove(DeclaredSettings settings) {
        declared.remove(settings);
        reconcile();
    }

    /** Makes the set of sources what is declared; a section gives way to a configuration of the same name. */
    private void reconcile() {
        final Set<String> configured = declared.stream().filter(SourceDeclaration.class::isInstance).map(DeclaredSettings::name)
            .collect(Collectors.toSet());
        final List<DeclaredSettings> wanted = declared.stream()
            .filter(one -> one instanceof SourceDeclaration || !configured.contains(one.name())).toList();
        for (DeclaredSettings one : List.copyOf(sources.keySet())) {
            if (!wanted.contains(one)) {
                sources.remove(one).close();
            }
        }
        for (DeclaredSettings one : wanted) {
            sources.computeIfAbsent(one, settings -> new DeclaredSource(settings, mos));
        }
        declared.stream().filter(one -> !wanted.contains(one)).forEach(one ->
            LOG.warn("source {}: the configuration wins over {}", one.name(), one.origin()));
        attend();
    }
}
