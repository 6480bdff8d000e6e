package org.mapi.mos.samples.nat;

import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorApplicationDefinition;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.Registrations;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The second component: the outside address is found by ARP. */
@Component(service = MonitorApplication.class)
@MonitorApplicationDefinition(name = "nat neighbours", kind = MonitorKind.PACKET, filter = "arp")
public final class NatNeighbours implements MonitorApplication {
    private final Nat nat;

    /** Called by Declarative Services. */
    @Activate
    public NatNeighbours(@Reference Nat nat) {
        this.nat = nat;
    }

    @Override
    public void attach(Registrations on) {
        new ArpWatch(on, nat.table());
    }
}
