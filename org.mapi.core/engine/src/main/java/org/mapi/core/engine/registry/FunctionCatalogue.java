package org.mapi.core.engine.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mapi.FunctionDescription;
import org.mapi.LibraryInformation;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;
import org.mapi.function.Definition;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;

/**
 * All functions at one moment, in search order. Immutable; a change of services makes a new catalogue with a higher generation.
 *
 * <p>A name is looked up as the original does: first all libraries in order for a function of exactly the device's type, then for
 * one of its type shortened by a level, and so on until {@link DeviceType#ALL}; the first match wins.
 */
public final class FunctionCatalogue {
    private static final FunctionCatalogue EMPTY = builder().build();
    private static final Pattern LIBRARY = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Pattern FUNCTION = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final long generation;
    private final List<FunctionProvider> providers;
    private final List<RejectedFunction> rejected;
    private final Map<String, List<FunctionProvider>> byName;

    private FunctionCatalogue(Builder builder) {
        generation = builder.generation;
        providers = new SearchOrder(builder.libs).sorted(builder.providers, provider -> provider.definition().library());
        rejected = List.copyOf(builder.rejected);
        final Map<String, List<FunctionProvider>> names = new LinkedHashMap<>();
        for (FunctionProvider provider : providers) {
            names.computeIfAbsent(provider.definition().function(), name -> new ArrayList<>()).add(provider);
        }
        byName = names;
    }

    /** A catalogue without functions, generation 0. */
    public static FunctionCatalogue empty() {
        return EMPTY;
    }

    /** Starts a catalogue. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of the snapshot; a later one is higher. */
    public long generation() {
        return generation;
    }

    /** All providers in search order, those that another one of the same name and type hides included. */
    public List<FunctionProvider> providers() {
        return providers;
    }

    /** The services that cannot be used, in order of registration. */
    public List<RejectedFunction> rejected() {
        return rejected;
    }

    /** Whether this very provider is there. */
    public boolean contains(FunctionProvider provider) {
        return providers.stream().anyMatch(other -> other == provider);
    }

    /**
     * Looks a function up for a device.
     *
     * @param spec       {@code [library:]NAME[!type]}; with a type no less specific function is taken
     * @param deviceType type of the device
     * @return the provider; empty when there is none, or when the type in the name is neither the device's nor an ancestor of it
     * @throws MapiException MAPI_FUNCTION_NOT_FOUND or MFUNCT_COULD_NOT_APPLY_FUNCT when the spec is no function's name
     */
    public Optional<FunctionProvider> find(String spec, String deviceType) {
        return find(FunctionSpec.parse(spec), deviceType);
    }

    private Optional<FunctionProvider> find(FunctionSpec spec, String deviceType) {
        final String least = spec.type() == null ? DeviceType.ALL : spec.type();
        if (spec.type() != null && !DeviceType.runsOn(least, deviceType)) {
            return Optional.empty();
        }
        final List<FunctionProvider> candidates = byName.getOrDefault(spec.name(), List.of());
        for (String type = deviceType; type != null && type.length() >= least.length(); type = parent(type)) {
            for (FunctionProvider provider : candidates) {
                final Definition definition = provider.definition();
                if (definition.deviceType().equals(type)
                    && (spec.library() == null || spec.library().equals(definition.library()))) {
                    return Optional.of(provider);
                }
            }
        }
        return Optional.empty();
    }

    private static String parent(String type) {
        final int dot = type.lastIndexOf('.');
        return dot < 0 ? null : type.substring(0, dot);
    }

    /**
     * Looks a function up for a device.
     *
     * @return the provider, not null
     * @throws MapiException MAPI_FUNCTION_NOT_FOUND that names the function, similar names and the libraries searched
     */
    public FunctionProvider require(String spec, String deviceType) {
        final FunctionSpec parsed = FunctionSpec.parse(spec);
        return find(parsed, deviceType).orElseThrow(() -> new MissingFunction(this, parsed, deviceType).exception());
    }

    /**
     * The provider that a flow using the given one should use now: the best of the same library and function, of the same device
     * type where there is one. Another library's function of that name is never a replacement.
     *
     * @param used       the provider in use, of this or an earlier catalogue
     * @param deviceType type of the device
     * @return the best one, {@code used} itself if it still is; empty when there is none
     */
    public Optional<FunctionProvider> replacementFor(FunctionProvider used, String deviceType) {
        final Definition definition = used.definition();
        return replacementFor(definition.library(), definition.function(), definition.deviceType(), deviceType);
    }

    /**
     * As {@link #replacementFor(FunctionProvider, String)}, for one who has kept only names.
     *
     * @param library      library name
     * @param function     function name
     * @param functionType device type of the definition in use
     * @param deviceType   type of the device
     */
    public Optional<FunctionProvider> replacementFor(String library, String function, String functionType, String deviceType) {
        for (FunctionProvider provider : byName.getOrDefault(function, List.of())) {
            if (provider.definition().library().equals(library) && provider.definition().deviceType().equals(functionType)) {
                return Optional.of(provider);
            }
        }
        return find(new FunctionSpec(library, function, null), deviceType);
    }

    /** The libraries in search order; where several bundles bring one library, the first one's bundle is told. */
    public List<LibraryInformation> libraries() {
        final Map<String, List<FunctionProvider>> libraries = effective();
        final List<LibraryInformation> list = new ArrayList<>();
        libraries.forEach((name, functions) -> list.add(new LibraryInformation(list.size(), name, functions.size(),
            functions.get(0).bundle(), functions.get(0).version())));
        return list;
    }

    /**
     * The functions of all libraries in search order, without those that are hidden by a better provider; then the rejected ones,
     * with the reason and with a definition that holds what could be read of theirs.
     */
    public List<FunctionDescription> functions() {
        final List<FunctionDescription> list = new ArrayList<>();
        int library = 0;
        for (List<FunctionProvider> functions : effective().values()) {
            for (int number = 0; number < functions.size(); number++) {
                final FunctionProvider provider = functions.get(number);
                list.add(new FunctionDescription(library, number, provider.definition(), provider.bundle(), provider.version(),
                    ""));
            }
            library++;
        }
        for (int number = 0; number < rejected.size(); number++) {
            final RejectedFunction bad = rejected.get(number);
            list.add(new FunctionDescription(library, number, placeholder(bad), bad.bundle(), bad.version(), bad.reason()));
        }
        return list;
    }

    private Map<String, List<FunctionProvider>> effective() {
        final Map<String, Map<String, FunctionProvider>> libraries = new LinkedHashMap<>();
        for (FunctionProvider provider : providers) {
            final Definition definition = provider.definition();
            libraries.computeIfAbsent(definition.library(), name -> new LinkedHashMap<>())
                .putIfAbsent(definition.function() + "!" + definition.deviceType(), provider);
        }
        final Map<String, List<FunctionProvider>> lists = new LinkedHashMap<>();
        libraries.forEach((name, functions) -> lists.put(name, List.copyOf(functions.values())));
        return lists;
    }

    private static Definition placeholder(RejectedFunction bad) {
        final String library = LIBRARY.matcher(bad.library()).matches() ? bad.library() : "rejected";
        final String function = FUNCTION.matcher(bad.function()).matches() ? bad.function() : "REJECTED_" + bad.serviceId();
        return new Definition(library, function, "", List.of(), DeviceType.ALL, ResultMethod.NONE, Void.class.getName(), false,
            null, false, false, Optimize.NONE, State.NONE, Queueing.SERIAL);
    }

    @Override
    public String toString() {
        return "catalogue " + generation + " of " + providers.size() + " functions";
    }

    /** Collects what a catalogue consists of. Used by one thread. */
    public static final class Builder {
        private final List<FunctionProvider> providers = new ArrayList<>();
        private final List<RejectedFunction> rejected = new ArrayList<>();
        private List<String> libs = List.of();
        private long generation;

        private Builder() { }

        /** Sets the number of the snapshot. */
        public Builder generation(long number) {
            generation = number;
            return this;
        }

        /** Sets the wanted order: names of libraries, bundles or their files; each place adds to the ranking. */
        public Builder libs(List<String> names) {
            libs = List.copyOf(names);
            return this;
        }

        /** Adds a provider. */
        public Builder add(FunctionProvider provider) {
            providers.add(provider);
            return this;
        }

        /** Adds providers. */
        public Builder addAll(Iterable<? extends FunctionProvider> several) {
            several.forEach(providers::add);
            return this;
        }

        /** Adds a service that cannot be used. */
        public Builder reject(RejectedFunction function) {
            rejected.add(function);
            return this;
        }

        /** Makes the catalogue. */
        public FunctionCatalogue build() {
            return new FunctionCatalogue(this);
        }
    }
}
