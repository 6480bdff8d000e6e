package org.mapi.core.pcap.live;

/** Follows drop counters that wrap around after 32 bits. Not thread-safe. */
final class Drops {
    private int kernelBefore;
    private int interfaceBefore;
    private long byKernel;
    private long byInterface;

    /**
     * Takes new readings.
     *
     * @param kernel           the counter of packets dropped for want of room in the buffer, unsigned
     * @param networkInterface the counter of packets dropped by the interface, unsigned
     */
    void update(int kernel, int networkInterface) {
        byKernel += Integer.toUnsignedLong(kernel - kernelBefore);
        byInterface += Integer.toUnsignedLong(networkInterface - interfaceBefore);
        kernelBefore = kernel;
        interfaceBefore = networkInterface;
    }

    long byKernel() {
        return byKernel;
    }

    long byInterface() {
        return byInterface;
    }
}
