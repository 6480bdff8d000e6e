package org.pcap4j.core;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * What pcap4j keeps to its own package: its mappings of libpcap's functions. With them live handles are opened so that nothing
 * leaks when a step fails, with libpcap's own words on failure. pcap4j's classes are embedded in this bundle, so the package is
 * shared by one class loader and nothing is exported.
 */
public final class PcapAccess {
    private PcapAccess() { }

    /**
     * How to open a live handle.
     *
     * @param device      interface name as libpcap knows it
     * @param snapLength  most bytes captured per packet
     * @param promiscuous whether packets to others are wanted
     * @param bufferBytes size of the kernel's buffer
     * @param timeout     milliseconds after which the kernel hands over a block that is not full
     * @param immediate   whether each packet is handed over at once
     * @param direction   0 both, 1 in, 2 out (PCAP_D_INOUT, _IN, _OUT)
     * @param dataLink    {@code DLT_} value to switch to, or -1 for the interface's first
     */
    public record LiveOptions(String device, int snapLength, boolean promiscuous, int bufferBytes, int timeout, boolean immediate,
                              int direction, int dataLink) { }

    /**
     * Outcome of opening a live handle, which is in non-blocking mode.
     *
     * @param handle     address of the {@code pcap_t}, 0 on failure; closed by the caller
     * @param descriptor what {@code poll(2)} waits on, -1 where that is not possible
     * @param dataLink   {@code DLT_} value of the packets
     * @param snapLength capture length in force
     * @param nanos      whether time stamps count nanoseconds, otherwise microseconds
     * @param status     libpcap's status of the step that failed (negative), or of a warning (positive), or 0
     * @param message    libpcap's words about the failure or warning, possibly empty
     */
    public record Live(long handle, int descriptor, int dataLink, int snapLength, boolean nanos, int status, String message) {
        private static Live failed(int status, String message) {
            return new Live(0, -1, -1, 0, false, status, message);
        }
    }

    /**
     * Opens an interface for capture.
     *
     * @param options how
     * @return the handle, or why there is none
     * @throws LinkageError when libpcap cannot be loaded
     */
    public static Live open(LiveOptions options) {
        NativeMappings.PcapErrbuf error = new NativeMappings.PcapErrbuf();
        Pointer handle = NativeMappings.pcap_create(options.device(), error);
        if (handle == null) {
            return Live.failed(-1, error.toString());
        }
        Live live = activate(handle, options);
        if (live.handle() == 0) {
            NativeMappings.pcap_close(handle);
        }
        return live;
    }

    private static Live activate(Pointer handle, LiveOptions options) {
        NativeMappings.pcap_set_snaplen(handle, options.snapLength());
        NativeMappings.pcap_set_promisc(handle, options.promiscuous() ? 1 : 0);
        NativeMappings.pcap_set_timeout(handle, options.timeout());
        NativeMappings.pcap_set_buffer_size(handle, options.bufferBytes());
        boolean nanos = invoke("pcap_set_tstamp_precision", handle, 1) == 0;
        invoke("pcap_set_immediate_mode", handle, options.immediate() ? 1 : 0);
        int status = NativeMappings.pcap_activate(handle);
        if (status < 0) {
            return Live.failed(status, message(handle, status));
        }
        String warning = status > 0 ? message(handle, status) : "";
        int outcome = options.dataLink() < 0 ? 0 : NativeMappings.pcap_set_datalink(handle, options.dataLink());
        if (outcome == 0 && options.direction() != 0) {
            outcome = NativeMappings.pcap_setdirection(handle, options.direction());
        }
        NativeMappings.PcapErrbuf error = new NativeMappings.PcapErrbuf();
        if (outcome == 0 && NativeMappings.pcap_setnonblock(handle, 1, error) != 0) {
            return Live.failed(-1, error.toString());
        }
        return outcome != 0 ? Live.failed(outcome, message(handle, outcome))
            : new Live(Pointer.nativeValue(handle), invoke("pcap_get_selectable_fd", handle),
                NativeMappings.pcap_datalink(handle), NativeMappings.pcap_snapshot(handle), nanos, status, warning);
    }

    private static int invoke(String function, Object... arguments) {
        return NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction(function).invokeInt(arguments);
    }

    /** libpcap's text of a status; it leaves its message of the handle empty where the status says it all. */
    private static String message(Pointer handle, int status) {
        String detail = NativeMappings.pcap_geterr(handle).getString(0);
        String general = NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction("pcap_statustostr")
            .invokeString(new Object[] {status}, false);
        return detail.isEmpty() ? general : detail;
    }

    /**
     * Address of a function of the very libpcap that pcap4j uses.
     *
     * @param name the function
     * @return its address
     * @throws LinkageError when libpcap cannot be loaded or has no such function
     */
    public static long function(String name) {
        return Pointer.nativeValue(NativeLibrary.getInstance(NativeMappings.PCAP_LIB_NAME).getFunction(name));
    }
}
