package org.mapi.core.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;

/** The two numberings, against the installed libpcap. */
class DataLinkTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldNumberLinkTypesAsLibpcapDoes() throws Exception {
        for (int linkType = 0; linkType <= 289; linkType++) {
            int expected;
            try (PcapHandle handle = Pcaps.openOffline(emptyFile(linkType).toString())) {
                expected = handle.getDlt().value();
            }
            assertThat(DataLink.ofLinkType(linkType)).as("link type " + linkType).isEqualTo(expected);
        }
    }

    @Test
    void shouldFindTheWayBack() {
        for (int linkType : new int[] {0, 1, 9, 12, 50, 100, 101, 104, 106, 113, 127, 239, 246, 276}) {
            if (linkType != 12) {
                assertThat(DataLink.toLinkType(DataLink.ofLinkType(linkType))).isEqualTo(linkType);
            }
        }
        assertThat(DataLink.toLinkType(12)).isEqualTo(101);
    }

    private Path emptyFile(int linkType) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        header.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65535).putInt(linkType);
        return Files.write(temporary.resolve(linkType + ".pcap"), header.array());
    }
}
