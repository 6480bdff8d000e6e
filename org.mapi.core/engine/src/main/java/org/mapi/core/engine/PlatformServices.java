package org.mapi.core.engine;

import java.util.Optional;

/** Where the engine finds the platform's services that functions ask for: filter compiler, trace writers. Any thread. */
@FunctionalInterface
public interface PlatformServices {
    /** No services. */
    PlatformServices NONE = new PlatformServices() {
        @Override
        public <T> Optional<T> find(Class<T> type) {
            return Optional.empty();
        }
    };

    /** The service of a type, if there is one now. */
    <T> Optional<T> find(Class<T> type);
}
