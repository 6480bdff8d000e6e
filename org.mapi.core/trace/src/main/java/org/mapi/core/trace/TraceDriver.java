package org.mapi.core.trace;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.trace.read.TraceDevice;
import org.mapi.core.trace.read.TraceInput;
import org.mapi.core.trace.read.TraceOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Capture driver {@code trace}: reads and replays trace files in the formats pcap, pcapng and ERF, also gzip-compressed.
 *
 * <p>The address is a file, {@code -} for the standard input, a directory (all files in it, in the order of their names) or a
 * path whose last part is a pattern ({@code /data/day-*.pcap}). The option {@code trace_dir} takes the place of the address.
 * A request of kind OFFLINE makes a device that reads the files once; any other makes a replay device. The options are
 * described in the module's README and in {@link TraceOptions}.
 */
@Component(service = CaptureDriver.class)
@CaptureDriverDefinition(driver = "trace", description = "Trace files (pcap, pcapng, ERF, gzip), read or replayed")
public final class TraceDriver implements CaptureDriver {
    private static final String STANDARD_INPUT = "-";
    private static final String PATTERN_CHARACTERS = "*?[{";

    private final Supplier<ReadableByteChannel> standardInput;

    /** Creates the driver. */
    @Activate
    public TraceDriver() {
        this(() -> new FileInputStream(FileDescriptor.in).getChannel());
    }

    /**
     * Creates a driver with another standard input.
     *
     * @param standardInput gives the channel that {@code -} stands for; the device closes it
     */
    public TraceDriver(Supplier<ReadableByteChannel> standardInput) {
        this.standardInput = Objects.requireNonNull(standardInput, "standardInput");
    }

    @Override
    public CaptureDevice open(DeviceRequest request) {
        TraceOptions options = TraceOptions.of(request);
        return TraceDevice.open(request.device(), inputs(request), options, System::nanoTime,
            request.flag(TraceOptions.READ_AHEAD, true));
    }

    @Override
    public void check(DeviceRequest request) {
        TraceOptions.of(request);
        request.flag(TraceOptions.READ_AHEAD, true);
    }

    private List<TraceInput> inputs(DeviceRequest request) {
        String address = request.text(TraceOptions.DIRECTORY, request.address());
        if (STANDARD_INPUT.equals(address)) {
            return List.of(TraceInput.of("standard input", standardInput));
        }
        if (address.isBlank()) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "device " + request.device()
                + ": no file is named, expected trace:FILE, trace:DIRECTORY, trace:PATTERN or trace:-");
        }
        try {
            Path path = Path.of(address);
            if (Files.isDirectory(path)) {
                return files(request, path, "*");
            }
            Path last = path.getFileName();
            if (!Files.exists(path) && last != null && isPattern(last.toString())) {
                Path directory = path.getParent() == null ? Path.of("") : path.getParent();
                return files(request, directory, last.toString());
            }
            return List.of(TraceInput.of(path));
        } catch (InvalidPathException e) {
            throw unreadable(request, address, e.getReason(), e);
        }
    }

    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> PATTERN_CHARACTERS.indexOf(c) >= 0);
    }

    /** The regular files of a directory whose names match, in name order; hidden ones only if the pattern asks for them. */
    private static List<TraceInput> files(DeviceRequest request, Path directory, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            for (Path entry : entries) {
                Path name = entry.getFileName();
                boolean shown = pattern.startsWith(".") || !name.toString().startsWith(".");
                if (shown && matcher.matches(name) && Files.isRegularFile(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(request, directory.toString(), "the directory cannot be read: " + e.getMessage(), e);
        } catch (PatternSyntaxException e) {
            throw unreadable(request, pattern, "the pattern is wrong: " + e.getDescription(), e);
        }
        if (found.isEmpty()) {
            throw unreadable(request, directory.resolve(pattern).toString(), "no file matches", null);
        }
        found.sort(Comparator.comparing(path -> path.getFileName().toString()));
        return found.stream().map(TraceInput::of).toList();
    }

    private static MapiException unreadable(DeviceRequest request, String what, String why, Exception cause) {
        return new MapiException(MapiError.MAPI_ERROR_FILE, "device " + request.device() + ": cannot read " + what + ": " + why,
            cause);
    }
}
