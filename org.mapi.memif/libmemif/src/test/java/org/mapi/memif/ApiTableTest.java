package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of counterparts: complete, and of things that there are. */
class ApiTableTest {
    private static final List<String> CALLS = List.of("get_version", "get_queue_efd", "set_rx_mode", "strerror", "get_details",
            "init", "per_thread_init", "cleanup", "per_thread_cleanup", "create", "control_fd_handler",
            "per_thread_control_fd_handler", "delete", "buffer_enq_tx", "buffer_alloc", "refill_queue", "tx_burst", "rx_burst",
            "poll_event", "per_thread_poll_event", "cancel_poll_event", "per_thread_cancel_poll_event",
            "set_connection_request_timer", "per_thread_set_connection_request_timer", "request_connection", "create_socket",
            "per_thread_create_socket", "delete_socket", "get_socket_filename", "register_external_region",
            "per_thread_register_external_region");
    private static final List<Class<?>> TYPES = List.of(Memif.class, MemifContext.class, MemifSocket.class, MemifError.class,
            MemifOptions.class, MemifBuffers.class, MemifDetails.class, MemifCallbacks.class, ExternalRegions.class,
            ReceiveQueue.class, TransmitQueue.class, MemifContext.Builder.class);
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+)\\.(\\w+)");

    private static List<String> table() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("project.root"), "org.mapi.memif", "libmemif", "README.md")).stream()
                .filter(line -> line.startsWith("| ")).toList();
    }

    @Test
    void shouldHaveACounterpartForEveryCallOfTheHeader() throws IOException {
        final String left = String.join("\n", table().stream().map(line -> line.split(" \\| ")[0]).toList());
        assertThat(CALLS).hasSize(31).allSatisfy(call -> assertThat(left).contains("`memif_" + call + "`"));
    }

    @Test
    void shouldNameOnlyWhatThereIs() throws IOException {
        int found = 0;
        for (final String line : table()) {
            final Matcher references = REFERENCE.matcher(line);
            while (references.find()) {
                final String type = references.group(1);
                final String member = references.group(2);
                assertThat(TYPES).as(line).anySatisfy(each -> {
                    assertThat(each.getSimpleName()).isEqualTo(type);
                    assertThat(members(each)).contains(member);
                });
                found++;
            }
        }
        assertThat(found).isGreaterThan(40);
    }

    private static List<String> members(final Class<?> type) {
        return Stream.concat(Stream.of(type.getDeclaredClasses()).map(Class::getSimpleName),
                Stream.<Member>concat(Stream.of(type.getMethods()), Stream.of(type.getFields())).map(Member::getName)).toList();
    }
}
