package org.mapi.core.trace.read;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.mapi.capture.CaptureInterface;

/**
 * The interfaces of a device: those of all sections of all its files. An interface that a further section, file or pass
 * announces again keeps its number.
 */
final class InterfaceTable {
    /** Most interfaces of a device. */
    static final int MAXIMUM = 4096;

    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private int version;

    /** Starts a section: within one, equal interfaces are different ones. */
    Section section() {
        return new Section();
    }

    /** Grows with every new interface. */
    int version() {
        return version;
    }

    boolean isEmpty() {
        return interfaces.isEmpty();
    }

    /** The interfaces so far. */
    List<CaptureInterface> list() {
        return List.copyOf(interfaces);
    }

    /** The interfaces of one section. */
    final class Section {
        private final BitSet used = new BitSet();
        /** Sections mostly announce in the same order: the search starts behind the last hit. */
        private int next;

        /**
         * Announces an interface.
         *
         * @return its number on the device, or -1 when there are too many
         */
        int announce(CaptureInterface announced) {
            int count = interfaces.size();
            for (int i = 0; i < count; i++) {
                int number = (next + i) % count;
                if (!used.get(number) && interfaces.get(number).equals(announced)) {
                    return take(number);
                }
            }
            if (count == MAXIMUM) {
                return -1;
            }
            interfaces.add(announced);
            version++;
            return take(count);
        }

        private int take(int number) {
            used.set(number);
            next = number + 1;
            return number;
        }
    }
}
