package org.mapi.run.host;

import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings records of {@code java.util.logging} into the common log instead of onto the standard error stream. */
@Component(immediate = true, service = { })
public final class JulBridge {

    private final Handler[] former;
    private final SLF4JBridgeHandler bridge = new SLF4JBridgeHandler();

    /** Called by the component runtime: replaces the root logger's handlers. */
    @Activate
    public JulBridge() {
        Logger root = root();
        former = root.getHandlers();
        for (Handler handler : former) {
            root.removeHandler(handler);
        }
        root.addHandler(bridge);
    }

    @Deactivate
    void deactivate() {
        Logger root = root();
        root.removeHandler(bridge);
        for (Handler handler : former) {
            root.addHandler(handler);
        }
    }

    private static Logger root() {
        return LogManager.getLogManager().getLogger("");
    }
}
