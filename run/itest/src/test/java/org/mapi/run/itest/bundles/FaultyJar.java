package org.mapi.run.itest.bundles;

import java.io.IOException;
import java.util.List;

/** Makes the jar of {@link FaultyLibrary}. */
public final class FaultyJar {
    private FaultyJar() { }

    /** The jar in the making; without {@link LateClass}. */
    public static LibraryJar make() throws IOException {
        final LibraryJar jar = LibraryJar.named("org.mapi.test.faulty")
            .with("Import-Package", "org.osgi.framework,org.mapi,org.mapi.function,org.mapi.packet,org.mapi.result")
            .with("Bundle-Activator", FaultyLibrary.class.getName()).with(FaultyLibrary.class);
        for (String inner : List.of("Throwing", "Linking", "Hanging")) {
            jar.with(FaultyLibrary.class, "$" + inner);
        }
        return jar;
    }
}
