package org.mapi.run.itest.framework;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import org.mapi.DeviceInformation;
import org.mapi.Mapi;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A device that replays the sample trace at full speed for ever, declared by Configuration Admin. */
final class ReplayDevice {
    private final Mapi mapi;
    private final String name;
    private final Configuration configuration;

    /** Declares it and waits until it is known. */
    ReplayDevice(BundleContext context, Mapi mapi, String name) throws IOException, InterruptedException {
        this.mapi = mapi;
        this.name = name;
        final ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        configuration = admin.createFactoryConfiguration("org.mapi.device", "?");
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("device", name);
        properties.put("driver", "trace");
        properties.put("address", Path.of(context.getProperty("mapi.home"), "sample/sample.pcap").toString());
        properties.put("options", new String[] {"loop=true", "speed=full"});
        configuration.update(properties);
        Eventually.await("device " + name, () -> mapi.devices().stream().anyMatch(each -> each.name().equals(name)));
    }

    String name() {
        return name;
    }

    DeviceInformation information() {
        return mapi.devices().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /** Waits until further packets have come. */
    void awaitPackets() throws InterruptedException {
        final long now = information().packets();
        Eventually.await("packets of " + name, () -> information().packets() > now + 1_000);
    }

    void delete() throws IOException {
        configuration.delete();
    }
}
