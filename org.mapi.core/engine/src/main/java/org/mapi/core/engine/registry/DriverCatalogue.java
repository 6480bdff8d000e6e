package org.mapi.core.engine.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All capture drivers at one moment. Immutable. Of several drivers with one name the first in search order serves: higher
 * ranking, then the higher version of one bundle, then the lower service id.
 */
public final class DriverCatalogue {
    private static final DriverCatalogue EMPTY = new DriverCatalogue(0, List.of());

    private final long generation;
    private final List<DriverProvider> providers;
    private final Map<String, DriverProvider> byName = new LinkedHashMap<>();

    /**
     * A catalogue.
     *
     * @param generation number of the snapshot; a later one is higher
     * @param drivers    the providers in any order
     */
    public DriverCatalogue(long generation, List<? extends DriverProvider> drivers) {
        this.generation = generation;
        this.providers = new SearchOrder(List.of()).sorted(List.<DriverProvider>copyOf(drivers), DriverProvider::name);
        providers.forEach(provider -> byName.putIfAbsent(provider.name(), provider));
    }

    /** A catalogue without drivers, generation 0. */
    public static DriverCatalogue empty() {
        return EMPTY;
    }

    /** Number of the snapshot. */
    public long generation() {
        return generation;
    }

    /** All providers in search order. */
    public List<DriverProvider> providers() {
        return providers;
    }

    /** The driver that serves a name. */
    public Optional<DriverProvider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The names of all drivers, in search order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** Whether this very provider is there. */
    public boolean contains(DriverProvider provider) {
        return providers.stream().anyMatch(other -> other == provider);
    }

    @Override
    public String toString() {
        return "catalogue " + generation + " of " + providers.size() + " drivers";
    }
}
