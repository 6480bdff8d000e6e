package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * What records can hold: information elements of IPFIX by name, number and length. Numbers below 128 are those of NetFlow v9,
 * too.
 */
enum Element {
    sourceIPv4Address(8, 4, FlowAccount::sourceLow),
    destinationIPv4Address(12, 4, FlowAccount::destinationLow),
    sourceIPv6Address(27, 16, FlowAccount::sourceLow, FlowAccount::sourceHigh),
    destinationIPv6Address(28, 16, FlowAccount::destinationLow, FlowAccount::destinationHigh),
    sourceTransportPort(7, 2, FlowAccount::sourcePort),
    destinationTransportPort(11, 2, FlowAccount::destinationPort),
    protocolIdentifier(4, 1, account -> account.key().protocol()),
    ipClassOfService(5, 1, FlowAccount::trafficClass),
    tcpControlBits(6, 1, FlowAccount::tcpFlags),
    packetDeltaCount(2, 8, FlowAccount::packets),
    octetDeltaCount(1, 8, FlowAccount::bytes),
    flowStartMilliseconds(152, 8, account -> account.first() / Element.MILLISECOND),
    flowEndMilliseconds(153, 8, account -> account.last() / Element.MILLISECOND),
    flowStartNanoseconds(156, 8, account -> ntp(account.first())),
    flowEndNanoseconds(157, 8, account -> ntp(account.last())),
    flowStartSysUpTime(22, 4, account -> account.upTime(account.first())),
    flowEndSysUpTime(21, 4, account -> account.upTime(account.last())),
    flowEndReason(136, 1, FlowAccount::endReason),
    vlanId(58, 2, FlowAccount::vlan),
    icmpTypeCodeIPv4(32, 2, FlowAccount::icmpTypeAndCode),
    icmpTypeCodeIPv6(139, 2, FlowAccount::icmpTypeAndCode),
    ipVersion(60, 1, account -> account.key().ipVersion()),
    ipTTL(192, 1, FlowAccount::timeToLive);

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    /** Seconds from 1900, where time begins for RFC 5905, to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private final int number;
    private final int length;
    private final ToLongFunction<FlowAccount> value;
    /** The first eight bytes of what has sixteen; otherwise null. */
    private final ToLongFunction<FlowAccount> high;

    Element(int number, int length, ToLongFunction<FlowAccount> value) {
        this(number, length, value, null);
    }

    Element(int number, int length, ToLongFunction<FlowAccount> value, ToLongFunction<FlowAccount> high) {
        this.number = number;
        this.length = length;
        this.value = value;
        this.high = high;
    }

    /** Writes the value of an account. */
    void write(MemorySegment to, long at, FlowAccount account) {
        final long written = value.applyAsLong(account);
        switch (length) {
            case 1 -> Wire.put8(to, at, (int) written);
            case Short.BYTES -> Wire.put16(to, at, (int) written);
            case Integer.BYTES -> Wire.put32(to, at, (int) written);
            case Long.BYTES -> Wire.put64(to, at, written);
            default -> {
                Wire.put64(to, at, high.applyAsLong(account));
                Wire.put64(to, at + Long.BYTES, written);
            }
        }
    }

    /** The element's number. */
    int number() {
        return number;
    }

    /** Bytes in a record. */
    int length() {
        return length;
    }

    /** What has its own value in each way of a flow, and so is told of the way back, too. */
    boolean isPerWay() {
        return switch (this) {
            case packetDeltaCount, octetDeltaCount, tcpControlBits, flowStartMilliseconds, flowEndMilliseconds,
                flowStartNanoseconds, flowEndNanoseconds, flowStartSysUpTime, flowEndSysUpTime -> true;
            default -> false;
        };
    }

    /** The element of the same meaning in records of an IP version. */
    Element in(int version) {
        final boolean six = version == 6;
        return switch (this) {
            case sourceIPv4Address, sourceIPv6Address -> six ? sourceIPv6Address : sourceIPv4Address;
            case destinationIPv4Address, destinationIPv6Address -> six ? destinationIPv6Address : destinationIPv4Address;
            case icmpTypeCodeIPv4, icmpTypeCodeIPv6 -> six ? icmpTypeCodeIPv6 : icmpTypeCodeIPv4;
            default -> this;
        };
    }

    /** The element of a name; null if there is none. */
    static Element of(String name) {
        return Arrays.stream(values()).filter(element -> element.name().equals(name)).findFirst().orElse(null);
    }

    private static long ntp(long nanos) {
        return nanos == 0 ? 0 : nanos / SECOND + NTP_EPOCH << 32 | (nanos % SECOND << 32) / SECOND;
    }
}
