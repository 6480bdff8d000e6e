package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mapi.Mapi;
import org.mapi.run.itest.bundles.LibraryJar;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/** The tutorial's library in the load folder, in one version after the other. */
final class DroppedLibrary {
    private static final int FUNCTIONS = 5;

    private final BundleContext context;
    private final Mapi mapi;
    private final TutlibVersions versions;
    private final Path load;
    private Path file;

    /** Drops a first version in and waits until its functions are there. */
    DroppedLibrary(BundleContext context, Mapi mapi) throws Exception {
        this.context = context;
        this.mapi = mapi;
        versions = new TutlibVersions(context);
        load = Path.of(context.getProperty("mapi.load.dir"));
        file = versions.next().write(load.resolve("tutlib-" + versions.version() + ".jar"));
        Eventually.await("functions of tutlib", () -> functions() == FUNCTIONS);
    }

    private long functions() {
        return mapi.functions().stream().filter(function -> function.definition().library().equals("tutlib")).count();
    }

    TutlibVersions versions() {
        return versions;
    }

    /** The bundles that bring the library: two while an old version is beside a new one. */
    List<Bundle> bundles() {
        return Arrays.stream(context.getBundles()).filter(bundle -> TutlibVersions.BUNDLE.equals(bundle.getSymbolicName()))
            .toList();
    }

    /** The class loader of the version there is now. */
    WeakReference<ClassLoader> loader() {
        assertThat(bundles()).hasSize(1);
        return new WeakReference<>(bundles().get(0).adapt(BundleWiring.class).getClassLoader());
    }

    /** Puts the next version into a file of its own. */
    Path dropBeside() throws IOException {
        final LibraryJar next = versions.next();
        return next.write(load.resolve("tutlib-" + versions.version() + ".jar"));
    }

    /** Takes the old version out when there is a newer one. */
    void takeOldOut(Path newer) throws IOException, InterruptedException {
        Files.delete(file);
        file = newer;
        Eventually.await("old version is gone", () -> bundles().size() == 1);
    }

    /** Puts the next version in place of the one there is, or was. */
    void dropInPlace() throws IOException {
        versions.next().write(file);
    }

    /** Deletes the file; what follows from it comes later. */
    void takeOut() throws IOException {
        Files.delete(file);
    }

    /** Takes it out for good. */
    void end() throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        Eventually.await("no library", () -> bundles().isEmpty() && functions() == 0);
    }
}
