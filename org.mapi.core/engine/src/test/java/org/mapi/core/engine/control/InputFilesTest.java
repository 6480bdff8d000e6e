package org.mapi.core.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.capture.DeviceKind;

class InputFilesTest {
    @TempDir
    private Path folder;
    private Path trace;

    @BeforeEach
    void makeTrace() throws IOException {
        trace = Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("a-1.pcap"), "trace");
        Files.createSymbolicLink(folder.resolve("link.pcap"), trace);
        Files.writeString(folder.resolve("other.pcap"), "other");
        Files.writeString(folder.resolve("in/b-1.pcap"), "another");
    }

    private boolean reads(String address, String file) {
        return InputFiles.of(DeviceKind.OFFLINE, address).contain(folder.resolve(file));
    }

    @Test
    void shouldKnowATraceByAllItsNames() {
        for (String name : new String[] {"in/a-1.pcap", "link.pcap", "in/../in/a-1.pcap"}) {
            assertThat(reads(trace.toString(), name)).as(name).isTrue();
        }
        assertThat(reads(trace.toString(), "other.pcap")).isFalse();
        assertThat(reads(trace.toString(), "in/a-2.pcap")).isFalse();
    }

    @Test
    void shouldKnowTheTracesOfADirectoryAndOfAPattern() {
        assertThat(reads(folder + "/in", "in/b-1.pcap")).isTrue();
        assertThat(reads(folder + "/in", "in/new.pcap")).isFalse();
        assertThat(reads(folder + "/in", "other.pcap")).isFalse();
        assertThat(reads(folder + "/in/a-*.pcap", "in/a-1.pcap")).isTrue();
        assertThat(reads(folder + "/in/a-*.pcap", "in/b-1.pcap")).isFalse();
        assertThat(reads(folder + "/in/a-[.pcap", "in/b-1.pcap")).isFalse();
    }

    @Test
    void shouldHaveNoneWhereTheDeviceReadsNone() {
        assertThat(InputFiles.of(DeviceKind.LIVE, trace.toString()).contain(trace)).isFalse();
        assertThat(InputFiles.of(DeviceKind.REPLAY, "").contain(trace)).isFalse();
        assertThat(InputFiles.of(DeviceKind.REPLAY, "a\0b").contain(trace)).isFalse();
        assertThat(reads("-", "other.pcap")).isFalse();
    }
}
