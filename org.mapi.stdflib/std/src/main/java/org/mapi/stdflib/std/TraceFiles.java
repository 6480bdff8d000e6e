package org.mapi.stdflib.std;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.capture.TraceWriters;
import org.mapi.function.Application;
import org.mapi.packet.Packet;

/**
 * The files of one TO_FILE: the one being written under a temporary name, those finished under their own. The first packet of a
 * file opens it, but the very first file is opened at once so that errors show at connect.
 */
final class TraceFiles {
    private final Path target;
    private final TraceFormat format;
    private final Rotation rotation;
    private final TraceWriters writers;
    private final int linkType;
    private final boolean oneLinkType;
    private final int captureLength;
    private final Predicate<Path> readByDevice;
    private final Deque<Path> kept = new ArrayDeque<>();
    private TraceWriter writer;
    private Path place;
    private Path temporary;
    private long firstTimestamp;
    private long finishedBytes;
    private long finishedPackets;
    private int finished;
    private boolean numbered;

    /** Opens nothing yet; {@code readByDevice} tells what must not be written. */
    TraceFiles(Path target, TraceFormat format, Rotation rotation, TraceWriters writers, Application application,
               Predicate<Path> readByDevice) {
        final int[] linkTypes = application.linkTypes();
        this.target = target;
        this.format = format;
        this.rotation = rotation;
        this.writers = writers;
        this.linkType = linkTypes.length == 0 ? 1 : linkTypes[0];
        this.oneLinkType = format != TraceFormat.PCAPNG;
        this.captureLength = application.captureLength();
        this.readByDevice = readByDevice;
        this.numbered = rotation.any();
    }

    Path target() {
        return target;
    }

    int finished() {
        return finished;
    }

    long bytes() {
        return finishedBytes + (writer == null ? 0 : writer.length());
    }

    /** Packets that are in the files; those still buffered count, those lost with a full medium do not. */
    long packets() {
        return finishedPackets + (writer == null ? 0 : writer.packets());
    }

    /** Goes on behind the files of a predecessor; the next file has the next number. */
    void continueAfter(int files, long bytes, long packets) {
        finished = files;
        finishedBytes = bytes;
        finishedPackets = packets;
        numbered = numbered || files > 0;
    }

    /**
     * Refuses a name whose numbered files would take the place of what the device reads.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_2 naming that file
     */
    void requireNoInput() {
        final Path folder = target.toAbsolutePath().getParent();
        if (!numbered || folder == null || !Files.isDirectory(folder)) {
            return;
        }
        final Pattern name = Pattern.compile(Pattern.quote(stem() + '-') + "[0-9]{5,}" + Pattern.quote(ending()));
        try (DirectoryStream<Path> there = Files.newDirectoryStream(folder,
            file -> name.matcher(file.getFileName().toString()).matches())) {
            for (Path file : there) {
                if (readByDevice.test(file)) {
                    throw MapiException.argument(2, "file", target, "another name: rotation comes to " + file
                        + ", and the device reads that");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // not to be listed: each file is asked for when it is opened
            return;
        }
    }

    /**
     * Opens the next file.
     *
     * @throws MapiException MAPI_ERROR_FILE naming the file and the reason
     */
    void open() {
        place = next();
        if (readByDevice.test(place)) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "cannot write " + place + ": the device reads it");
        }
        if (place.getFileName() == null || Files.isDirectory(place)) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE,
                "cannot write " + place + ": it is a directory, expected a file name");
        }
        temporary = special(place) ? place : place.resolveSibling("." + place.getFileName() + ".part");
        try {
            final FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
            try {
                writer = writers.create(channel, format, linkType, captureLength);
            } catch (IOException | RuntimeException e) {
                channel.close();
                if (!temporary.equals(place)) {
                    Files.deleteIfExists(temporary);
                }
                throw e;
            }
        } catch (IOException e) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "cannot write " + target + ": " + reason(e), e);
        }
    }

    /** Devices, pipes and links are written to: a rename would put a file into their place. */
    private static boolean special(Path place) {
        return Files.isSymbolicLink(place) || Files.exists(place) && !Files.isRegularFile(place);
    }

    private String reason(IOException e) {
        final Path directory = target.toAbsolutePath().getParent();
        return switch (e) {
            case NoSuchFileException missing -> "there is no directory " + directory;
            case AccessDeniedException denied -> "no permission to write in " + directory;
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private Path next() {
        if (!numbered) {
            return target;
        }
        return target.resolveSibling("%s-%05d%s".formatted(stem(), finished + 1, ending()));
    }

    /** The name without its ending. */
    private String stem() {
        final String name = target.getFileName().toString();
        return name.substring(0, name.length() - ending().length());
    }

    private String ending() {
        final String name = target.getFileName().toString();
        final int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot) : "";
    }

    /**
     * Writes a packet, in a new file if it is time for one.
     *
     * @return false when the format cannot hold the packet's link type
     */
    boolean write(Packet packet) throws IOException {
        if (oneLinkType && packet.linkType() != linkType) {
            return false;
        }
        if (writer != null && writer.packets() > 0 && due(packet)) {
            finish();
        }
        if (writer == null) {
            open();
        }
        if (writer.packets() == 0) {
            firstTimestamp = packet.timestamp();
        }
        writer.write(packet);
        return true;
    }

    private boolean due(Packet packet) {
        return rotation.bytes() > 0 && writer.length() + packet.captureLength() > rotation.bytes()
            || rotation.packets() > 0 && writer.packets() >= rotation.packets()
            || rotation.nanos() > 0 && packet.timestamp() - firstTimestamp >= rotation.nanos();
    }

    /** Closes the current file and gives it its name. */
    void finish() throws IOException {
        if (writer == null) {
            return;
        }
        final TraceWriter finishing = writer;
        writer = null;
        try {
            finishing.close();
        } finally {
            finishedBytes += finishing.length();
            finishedPackets += finishing.packets();
            finished++;
            if (!temporary.equals(place)) {
                if (readByDevice.test(place)) {
                    throw new IOException("the device reads " + place + ", the packets are in " + temporary);
                }
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                kept.addLast(place);
            }
            if (rotation.files() > 0 && kept.size() > rotation.files()) {
                Files.deleteIfExists(kept.removeFirst());
            }
        }
    }
}
