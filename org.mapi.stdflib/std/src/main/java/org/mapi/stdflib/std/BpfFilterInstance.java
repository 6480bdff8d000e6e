package org.mapi.stdflib.std;

import java.util.Arrays;
import org.mapi.MapiException;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.function.FunctionInstance;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** Runs the program of the packet's link type; a new link type of a trace is compiled when its first packet comes. */
final class BpfFilterInstance implements FunctionInstance {
    private static final int NETMASK = 0;

    private final FilterCompiler compiler;
    private final String expression;
    private final int captureLength;
    private int[] linkTypes = new int[0];
    private CaptureFilter[] filters = new CaptureFilter[0];
    private int currentLinkType = -1;
    private CaptureFilter current;
    private long unfilterable;

    BpfFilterInstance(FilterCompiler compiler, String expression, int captureLength) {
        this.compiler = compiler;
        this.expression = expression;
        this.captureLength = captureLength;
    }

    private CaptureFilter compile(int linkType) {
        return compiler.compile(expression, linkType, captureLength, NETMASK);
    }

    /**
     * Compiles for each link type of the device.
     *
     * @throws MapiException the first error, when it compiles for none
     */
    void compileAll(int[] deviceLinkTypes) {
        MapiException first = null;
        boolean usable = deviceLinkTypes.length == 0;
        for (int linkType : deviceLinkTypes) {
            try {
                add(linkType, compile(linkType));
                usable = true;
            } catch (MapiException e) {
                first = first == null ? e : first;
                add(linkType, null);
            }
        }
        if (!usable) {
            throw first;
        }
        if (deviceLinkTypes.length > 0) {
            // as a rule the only one: then the first packet of a new filter goes the same way as all others
            select(deviceLinkTypes[0]);
        }
    }

    private void add(int linkType, CaptureFilter filter) {
        final int count = linkTypes.length;
        linkTypes = Arrays.copyOf(linkTypes, count + 1);
        filters = Arrays.copyOf(filters, count + 1);
        linkTypes[count] = linkType;
        filters[count] = filter;
    }

    @Override
    public boolean process(Packet packet) {
        if (packet.linkType() != currentLinkType) {
            select(packet.linkType());
        }
        if (current == null) {
            unfilterable++;
            return false;
        }
        return current.run(packet.segment(), packet.offset(), packet.captureLength(), packet.wireLength()) != 0;
    }

    private void select(int linkType) {
        currentLinkType = linkType;
        for (int i = 0; i < linkTypes.length; i++) {
            if (linkTypes[i] == linkType) {
                current = filters[i];
                return;
            }
        }
        try {
            current = compile(linkType);
        } catch (MapiException e) {
            current = null;
        }
        add(linkType, current);
    }

    /** With the same filters, which have no state. */
    @Override
    public FunctionInstance standIn() {
        final BpfFilterInstance other = new BpfFilterInstance(compiler, expression, captureLength);
        other.linkTypes = linkTypes;
        other.filters = filters;
        other.currentLinkType = currentLinkType;
        other.current = current;
        return other;
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(0, unfilterable);
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(unfilterable);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        unfilterable = state.getLong();
    }
}
