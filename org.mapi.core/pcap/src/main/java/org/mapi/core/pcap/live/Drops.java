package org.mapi.core.pcap.live;

/** Follows libpcap's counters, which wrap around after 32 bits. Not thread-safe. */
final class Drops {
    private int receivedBefore;
    private int kernelBefore;
    private int interfaceBefore;
    private long received;
    private long byKernel;
    private long byInterface;

    /**
     * Takes new readings.
     *
     * @param seen             the counter of packets that came by, dropped ones included, unsigned
     * @param kernel           the counter of packets dropped for want of room in the buffer, unsigned
     * @param networkInterface the counter of packets dropped by the interface, unsigned
     */
    void update(int seen, int kernel, int networkInterface) {
        received += Integer.toUnsignedLong(seen - receivedBefore);
        byKernel += Integer.toUnsignedLong(kernel - kernelBefore);
        byInterface += Integer.toUnsignedLong(networkInterface - interfaceBefore);
        receivedBefore = seen;
        kernelBefore = kernel;
        interfaceBefore = networkInterface;
    }

    /** Packets that the kernel has put into its buffer. */
    long accepted() {
        return received - byKernel;
    }

    long byKernel() {
        return byKernel;
    }

    long byInterface() {
        return byInterface;
    }
}
