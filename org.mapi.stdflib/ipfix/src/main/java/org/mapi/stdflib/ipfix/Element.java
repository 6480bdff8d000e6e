package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What records can hold: information elements of IPFIX by name, number and length. Numbers below 128 are those of NetFlow v9,
 * too.
 */
enum Element {
    sourceIPv4Address(8, 4) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put32(to, at, (int) account.sourceLow());
        }
    },
    destinationIPv4Address(12, 4) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put32(to, at, (int) account.destinationLow());
        }
    },
    sourceIPv6Address(27, 16) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, account.sourceHigh());
            Wire.put64(to, at + Long.BYTES, account.sourceLow());
        }
    },
    destinationIPv6Address(28, 16) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, account.destinationHigh());
            Wire.put64(to, at + Long.BYTES, account.destinationLow());
        }
    },
    sourceTransportPort(7, 2) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put16(to, at, account.sourcePort());
        }
    },
    destinationTransportPort(11, 2) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put16(to, at, account.destinationPort());
        }
    },
    protocolIdentifier(4, 1) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put8(to, at, account.key().protocol());
        }
    },
    ipClassOfService(5, 1) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put8(to, at, account.trafficClass());
        }
    },
    tcpControlBits(6, 1) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put8(to, at, account.tcpFlags());
        }
    },
    packetDeltaCount(2, 8) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, account.packets());
        }
    },
    octetDeltaCount(1, 8) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, account.bytes());
        }
    },
    flowStartMilliseconds(152, 8) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, account.first() / MILLISECOND);
        }
    },
    flowEndMilliseconds(153, 8) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, account.last() / MILLISECOND);
        }
    },
    flowStartNanoseconds(156, 8) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, ntp(account.first()));
        }
    },
    flowEndNanoseconds(157, 8) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put64(to, at, ntp(account.last()));
        }
    },
    flowStartSysUpTime(22, 4) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put32(to, at, account.upTime(account.first()));
        }
    },
    flowEndSysUpTime(21, 4) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put32(to, at, account.upTime(account.last()));
        }
    },
    flowEndReason(136, 1) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put8(to, at, account.endReason());
        }
    },
    vlanId(58, 2) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put16(to, at, account.vlan());
        }
    },
    icmpTypeCodeIPv4(32, 2) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put16(to, at, account.icmpTypeAndCode());
        }
    },
    icmpTypeCodeIPv6(139, 2) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put16(to, at, account.icmpTypeAndCode());
        }
    },
    ipVersion(60, 1) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put8(to, at, account.key().ipVersion());
        }
    },
    ipTTL(192, 1) {
        @Override
        void write(MemorySegment to, long at, FlowAccount account) {
            Wire.put8(to, at, account.timeToLive());
        }
    };

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    /** Seconds from 1900, where time begins for RFC 5905, to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private final int number;
    private final int length;

    Element(int number, int length) {
        this.number = number;
        this.length = length;
    }

    /** Writes the value of an account. */
    abstract void write(MemorySegment to, long at, FlowAccount account);

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
