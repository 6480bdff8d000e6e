package org.mapi.run.itest;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Goes into a bundle that cannot be stopped; loaded by the appliance, not by the tests. */
public final class HangingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        // starts well
    }

    @Override
    public void stop(BundleContext context) {
        while (true) {
            LockSupport.park();
        }
    }
}
