package org.mapi.core.engine.control;

import org.mapi.FlowStatus;
import org.mapi.MapiError;
import org.mapi.MapiException;

/** Whether a flow may be connected now. */
final class Connection {
    private Connection() { }

    static void require(FlowRecord flow) {
        if (flow.closing() || flow.status() == FlowStatus.CLOSED) {
            throw Descriptions.noFlow(flow.id());
        }
        if (flow.connectCalled()) {
            throw new MapiException(MapiError.MDLIB_FLOW_ALREADY_ACTIVE, "flow " + flow.id() + " is connected already");
        }
        if (flow.device().offline() && flow.device().started()) {
            throw new MapiException(MapiError.MAPI_OFFLINE_DEVICE_STARTED, "flow " + flow.id()
                + " connects too late: offline device " + flow.device().entry().name() + " was started");
        }
    }
}
