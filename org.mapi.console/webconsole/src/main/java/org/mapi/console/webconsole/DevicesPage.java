package org.mapi.console.webconsole;

import jakarta.servlet.Servlet;
import org.mapi.Mapi;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The capture devices with their counters. */
@Component(service = Servlet.class, property = {"felix.webconsole.label=" + DevicesPage.LABEL,
    "felix.webconsole.title=Devices", "felix.webconsole.category=MAPI",
    "felix.webconsole.css=/" + DevicesPage.LABEL + "/res/mapi.css"})
public final class DevicesPage extends MapiPage {
    static final String LABEL = "mapi-devices";

    private final transient Mapi mapi;

    /** Made by Declarative Services. */
    @Activate
    public DevicesPage(@Reference Mapi mapi) {
        super(LABEL);
        this.mapi = mapi;
    }

    @Override
    Object content(ListQuery query) {
        return query.part(mapi.devices().stream().filter(device -> query.search()
            .isIn(device.name(), device.alias(), device.driver(), device.description())).toList(), device -> device);
    }
}
