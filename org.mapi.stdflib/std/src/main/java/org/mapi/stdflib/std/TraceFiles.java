package org.mapi.stdflib.std;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.capture.TraceWriters;
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
    private final Deque<Path> kept = new ArrayDeque<>();
    private TraceWriter writer;
    private Path place;
    private Path temporary;
    private long firstTimestamp;
    private long finishedBytes;
    private long finishedPackets;
    private int finished;
    private boolean numbered;

    TraceFiles(Path target, TraceFormat format, Rotation rotation, TraceWriters writers, int[] linkTypes, int captureLength) {
        this.target = target;
        this.format = format;
        this.rotation = rotation;
        this.writers = writers;
        this.linkType = linkTypes.length == 0 ? 1 : linkTypes[0];
        this.oneLinkType = format != TraceFormat.PCAPNG;
        this.captureLength = captureLength;
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
     * Opens the next file.
     *
     * @throws MapiException MAPI_ERROR_FILE naming the file and the reason
     */
    void open() {
        place = next();
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
        final String name = target.getFileName().toString();
        final int dot = name.lastIndexOf('.');
        final String stem = dot > 0 ? name.substring(0, dot) : name;
        final String ending = dot > 0 ? name.substring(dot) : "";
        return target.resolveSibling("%s-%05d%s".formatted(stem, finished + 1, ending));
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
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                kept.addLast(place);
            }
            if (rotation.files() > 0 && kept.size() > rotation.files()) {
                Files.deleteIfExists(kept.removeFirst());
            }
        }
    }
}
