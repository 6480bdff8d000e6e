package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.core.engine.registry.ComponentJar;
import org.mapi.core.engine.registry.DriverProvider;
import org.mapi.core.pcap.live.PcapDriver;
import org.mapi.core.trace.TraceDriver;
import org.mapi.memif.driver.MemifDriver;
import org.mapi.memif.driver.MemifInterfaces;

/** The capture drivers that an appliance would have: its own and those in folders of bundles. Nothing is opened with them. */
final class InstalledDrivers implements AutoCloseable {
    private final MemifInterfaces interfaces = new MemifInterfaces();
    private final List<ComponentJar> jars = new ArrayList<>();
    private final Map<String, CaptureDriver> drivers = new LinkedHashMap<>();

    /**
     * Looks for drivers.
     *
     * @param folders folders of bundles; what cannot be read there is left out
     */
    InstalledDrivers(List<Path> folders) {
        for (CaptureDriver own : List.of(new TraceDriver(), new PcapDriver(), new MemifDriver(interfaces))) {
            drivers.put(own.getClass().getAnnotation(CaptureDriverDefinition.class).driver(), own);
        }
        folders.forEach(this::look);
    }

    private void look(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*.jar")) {
            for (Path file : files) {
                open(file);
            }
        } catch (IOException e) {
            // the check of the folder tells it
        }
    }

    private void open(Path file) {
        try {
            final ComponentJar jar = ComponentJar.open(file, InstalledDrivers.class.getClassLoader());
            jars.add(jar);
            for (DriverProvider provider : jar.drivers()) {
                drivers.putIfAbsent(provider.name(), provider.acquire());
            }
        } catch (MapiException e) {
            // a jar or a component that cannot be used: the appliance will say so
        }
    }

    /** The drivers by their names. */
    Map<String, CaptureDriver> byName() {
        return drivers;
    }

    @Override
    public void close() {
        interfaces.close();
        jars.forEach(ComponentJar::close);
    }
}
