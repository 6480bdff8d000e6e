package org.mapi.core.engine.registry;

import java.util.List;
import java.util.TreeSet;
import org.mapi.LibraryInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;

/** Says why a function was not found and what may have been meant. */
final class MissingFunction {
    private final FunctionCatalogue catalogue;
    private final FunctionSpec spec;
    private final String deviceType;

    MissingFunction(FunctionCatalogue catalogue, FunctionSpec spec, String deviceType) {
        this.catalogue = catalogue;
        this.spec = spec;
        this.deviceType = deviceType;
    }

    MapiException exception() {
        return new MapiException(MapiError.MAPI_FUNCTION_NOT_FOUND, "function " + spec + " not found: " + reason());
    }

    private String reason() {
        final List<String> libraries = catalogue.libraries().stream().map(LibraryInformation::library).toList();
        if (spec.type() != null && !DeviceType.runsOn(spec.type(), deviceType)) {
            return "device type " + spec.type() + " is neither the device's type " + deviceType + " nor a level above it";
        }
        if (spec.library() != null && !libraries.contains(spec.library())) {
            return "no library " + spec.library() + suggestion(SimilarNames.of(spec.library(), libraries)) + ", libraries are "
                + listed(libraries) + rejections();
        }
        final TreeSet<String> types = new TreeSet<>();
        final TreeSet<String> names = new TreeSet<>();
        for (FunctionProvider provider : catalogue.providers()) {
            if (spec.library() == null || spec.library().equals(provider.definition().library())) {
                names.add(provider.definition().function());
                if (provider.definition().function().equals(spec.name())) {
                    types.add(provider.definition().deviceType());
                }
            }
        }
        if (!types.isEmpty()) {
            return "it runs on device types " + String.join(", ", types) + " and the device's is " + deviceType
                + (spec.type() == null ? "" : ", at least " + spec.type() + " was asked for");
        }
        final List<String> searched = spec.library() == null ? libraries : List.of(spec.library());
        return "libraries searched are " + listed(searched) + suggestion(SimilarNames.of(spec.name(), names)) + rejections();
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String suggestion(List<String> similar) {
        return similar.isEmpty() ? "" : "; similar: " + String.join(", ", similar);
    }

    private String rejections() {
        final StringBuilder text = new StringBuilder();
        for (RejectedFunction bad : catalogue.rejected()) {
            if (bad.function().equals(spec.name()) && (spec.library() == null || spec.library().equals(bad.library()))) {
                text.append("; one of ").append(bad.bundle()).append(" was rejected: ").append(bad.reason());
            }
        }
        return text.toString();
    }
}
