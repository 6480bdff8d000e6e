package org.mapi.run.itest.framework;

import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.mapi.Mapi;
import org.osgi.framework.BundleContext;

/** What tests of replacement have in common: the tutorial's library in the load folder, and a flow that measures with it. */
public abstract class MeasuredLibrary {
    /** Of the framework that the test runs in. */
    @Inject
    protected BundleContext context;
    /** The monitoring API. */
    @Inject
    protected Mapi mapi;
    private DroppedLibrary library;
    private Measurement measurement;

    /** Drops the library in and starts to measure. */
    @Before
    public void measure() throws Exception {
        library = new DroppedLibrary(context, mapi);
        measurement = new Measurement(context, mapi);
        verifyCounters();
    }

    /** Takes the library out. */
    @After
    public void takeOut() throws Exception {
        measurement.close();
        library.end();
    }

    final DroppedLibrary library() {
        return library;
    }

    final Measurement measurement() {
        return measurement;
    }

    /** All functions are of the library's version there is now, and every counter is right. */
    final void verifyCounters() throws InterruptedException {
        measurement.awaitVersion(library.versions().version());
        measurement.verify(library.versions().offset());
    }
}
