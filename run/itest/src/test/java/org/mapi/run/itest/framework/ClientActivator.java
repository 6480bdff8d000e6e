package org.mapi.run.itest.framework;

import java.nio.file.Path;
import org.mapi.Flow;
import org.mapi.Mapi;
import org.mapi.OfflineDevice;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A client that forgets to close what it has opened; goes into a bundle of its own. */
public final class ClientActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        final Path sample = Path.of(context.getProperty("mapi.home"), "sample/sample.pcap");
        final Mapi mapi = context.getService(context.getServiceReference(Mapi.class));
        final Flow replay = mapi.createFlow("trace:" + sample);
        replay.apply("PKT_COUNTER");
        replay.connect();
        final OfflineDevice device = mapi.createOfflineDevice(sample, null);
        final Flow offline = mapi.createFlow(device.name());
        offline.apply("BYTE_COUNTER");
        offline.connect();
    }

    @Override
    public void stop(BundleContext context) {
        // leaves everything open: the service is given back by the framework
    }
}
