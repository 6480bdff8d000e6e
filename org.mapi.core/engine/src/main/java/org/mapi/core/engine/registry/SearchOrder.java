package org.mapi.core.engine.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The order in which providers are searched: ranking first, to which the place in {@code libs} adds {@value #PLACE} for each
 * step; then the bundle that was there first; within one bundle the higher version; then the lower service id.
 *
 * <p>"The bundle that was there first" is the one with the lowest service id of all its versions. Comparing version or id pair by
 * pair would not be an order at all: old and new version of one bundle with another bundle's service between them make a circle.
 */
final class SearchOrder {
    /** What one place in {@code libs} is worth: more than rankings usually are, so that a list settles the order. */
    static final int PLACE = 1_000;
    private static final Pattern DECORATION = Pattern.compile("(-[0-9][0-9A-Za-z.-]*)?(\\.jar|\\.so)?$");

    private final List<String> libs;

    /**
     * An order.
     *
     * @param libs names of libraries, bundles or their files in the wanted order; {@code stdflib.so} and
     *             {@code org.mapi.stdflib.std-0.1.0.jar} are understood
     */
    SearchOrder(List<String> libs) {
        this.libs = libs.stream().map(SearchOrder::plainName).toList();
    }

    /** A file name without its version and ending. */
    static String plainName(String file) {
        return DECORATION.matcher(file.trim()).replaceFirst("");
    }

    /** Sorts providers; {@code name} tells the name that {@code libs} may use besides the bundle's. */
    <T extends ServiceOrigin> List<T> sorted(List<T> providers, Function<T, String> name) {
        final Map<String, Long> first = new HashMap<>();
        for (T provider : providers) {
            first.merge(group(provider), provider.serviceId(), Math::min);
        }
        return providers.stream().sorted((one, other) -> {
            final int ranks = Long.compare(rank(other, name.apply(other)), rank(one, name.apply(one)));
            return ranks != 0 ? ranks : compare(one, other, first);
        }).toList();
    }

    private static int compare(ServiceOrigin one, ServiceOrigin other, Map<String, Long> first) {
        final int groups = Long.compare(first.get(group(one)), first.get(group(other)));
        if (groups != 0) {
            return groups;
        }
        final int versions = BundleVersion.of(other.version()).compareTo(BundleVersion.of(one.version()));
        return versions != 0 ? versions : Long.compare(one.serviceId(), other.serviceId());
    }

    private static String group(ServiceOrigin provider) {
        return provider.bundle().isEmpty() ? "#" + provider.serviceId() : provider.bundle();
    }

    private long rank(ServiceOrigin provider, String name) {
        for (int i = 0; i < libs.size(); i++) {
            if (libs.get(i).equals(name) || libs.get(i).equals(provider.bundle())) {
                return provider.ranking() + (long) (libs.size() - i) * PLACE;
            }
        }
        return provider.ranking();
    }
}
